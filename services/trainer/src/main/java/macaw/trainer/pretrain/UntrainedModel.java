package macaw.trainer.pretrain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.trainer.settings.PretrainSettings;

/**
 * A model with a tokenizer of its own, trained on the texts, and random weights: a function of settings and texts.
 *
 * @param directory its checkpoint, in the temporary folder until it is closed
 */
record UntrainedModel(Path directory) implements AutoCloseable {

    static UntrainedModel of(PretrainSettings settings, List<String> texts) {
        UntrainedModel model = temporary("macaw-untrained-");
        try (UntrainedModel tokenizer = temporary("macaw-tokenizer-")) {
            BytePairEncoding encoding = BpeTrainer.train(
                    texts.stream(), settings.architecture().vocabularySize(), BytePairEncoding.CONVERSATION_TOKENS);
            encoding.write(tokenizer.directory());
            List<String> tokens = encoding.tokens();
            ModelConfig config = settings.architecture()
                    .config(
                            tokens.size(),
                            tokens.indexOf(BytePairEncoding.BOS),
                            tokens.indexOf(BytePairEncoding.EOS),
                            tokens.indexOf(BytePairEncoding.PAD));
            RandomWeights.write(model.directory(), config, settings.run().seed(), tokenizer.directory());
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static UntrainedModel temporary(String prefix) {
        try {
            return new UntrainedModel(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes its files. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
