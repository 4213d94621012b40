package macaw.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.trainer.pretrain.RandomWeights;

/** The models that figures are given for where nobody names a checkpoint: Llamas with random weights. */
public enum RandomLlama {
    /** 4,877,568 parameters. */
    LLAMA_5M("llama-5m", 2048, 256, 688, 6, 512),
    /** 27,402,752 parameters. */
    LLAMA_25M("llama-25m", 8192, 512, 1376, 8, 1024);

    private static final int HEADS = 8;
    private static final int KEY_VALUE_HEADS = 4;
    private static final int PAD = 0;
    private static final int BOS = 1;
    private static final int EOS = 2;

    private final String title;
    private final ModelConfig config;

    RandomLlama(String title, int vocabulary, int width, int feedForward, int layers, int context) {
        this.title = title;
        this.config = ModelConfig.llama(
                vocabulary, width, feedForward, layers, HEADS, KEY_VALUE_HEADS, context, true, BOS, EOS, PAD);
    }

    /** What it is called, in figures and as an option. */
    public String title() {
        return title;
    }

    /** How large it is. */
    public ModelConfig config() {
        return config;
    }

    /** Writes its checkpoint into a new folder of its name, with a tokenizer that nobody needs to read. */
    public Path write(Path work) throws IOException {
        Path tokenizer = Files.createDirectory(work.resolve(title + "-tokenizer"));
        BpeTrainer.train(
                        Stream.of("a bench needs a tokenizer"),
                        config.vocabularySize(),
                        BytePairEncoding.CONVERSATION_TOKENS)
                .write(tokenizer);
        Path directory = Files.createDirectory(work.resolve(title));
        RandomWeights.write(directory, config, 1, tokenizer);
        return directory;
    }

    /**
     * Floating-point operations of a training step's forward and backward pass a token: six a parameter, and the causal half of attention's
     * scores and mixtures in three passes.
     */
    double trainingOperationsPerToken(int positions) {
        long parameters = config.tensors().shapes().values().stream()
                .mapToLong(RandomLlama::elements)
                .sum();
        return 6.0 * parameters + 6.0 * config.layers() * config.hiddenSize() * positions;
    }

    private static long elements(long[] shape) {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        return elements;
    }
}
