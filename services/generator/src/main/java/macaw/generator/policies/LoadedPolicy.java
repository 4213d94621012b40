package macaw.generator.policies;

import macaw.generator.scheduling.Sequence;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import macaw.onnx.Decoder;
import macaw.records.VersionRef;

/**
 * A version that can write.
 *
 * @param version which one
 * @param config its model
 * @param decoder for the engine thread only
 * @param tokenizer for everyone
 * @param template how it is spoken to
 */
public record LoadedPolicy(
        VersionRef version, ModelConfig config, Decoder decoder, Tokenizer tokenizer, ChatTemplate template)
        implements AutoCloseable {

    /** What it can write. */
    public Sequence.Writing writing() {
        return new Sequence.Writing(
                decoder.shape().contextLength(),
                decoder.vocabularySize(),
                decoder.shape().chunk(),
                config.eosTokenIds());
    }

    @Override
    public void close() {
        decoder.close();
        tokenizer.close();
    }
}
