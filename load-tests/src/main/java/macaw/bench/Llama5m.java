package macaw.bench;

import java.nio.file.Path;
import macaw.languagemodel.ModelConfig;
import macaw.trainer.pretrain.RandomWeights;

/** The model that figures are given for: a Llama of 4.88 M parameters with random weights. */
final class Llama5m {
    static final int VOCABULARY = 2048;
    static final int WIDTH = 256;
    static final int FEED_FORWARD = 704;
    static final int LAYERS = 6;
    static final int HEADS = 4;
    static final int CONTEXT = 256;
    static final long PARAMETERS = 4_877_568;

    private static final int PAD = 0;
    private static final int BOS = 1;
    private static final int EOS = 2;

    private Llama5m() {}

    /** Writes it, with the tokenizer of that folder. */
    static void write(Path directory, Path tokenizer) {
        var config =
                ModelConfig.llama(VOCABULARY, WIDTH, FEED_FORWARD, LAYERS, HEADS, HEADS, CONTEXT, true, BOS, EOS, PAD);
        RandomWeights.write(directory, config, 1, tokenizer);
    }

    /**
     * Floating-point operations of a training step's forward and backward pass a token: six a parameter, and the causal half of attention's
     * scores and mixtures in three passes.
     */
    static double trainingOperationsPerToken(int positions) {
        return 6.0 * PARAMETERS + 6.0 * LAYERS * WIDTH * positions;
    }
}
