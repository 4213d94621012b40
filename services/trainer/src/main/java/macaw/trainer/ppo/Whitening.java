package macaw.trainer.ppo;

import java.util.List;

/**
 * Scales to variance 1 over all tokens of an iteration: (x − mean) / √(var + 1e-8), the variance biased (divided by N); with the mean added back where
 * the shift is to stay. lm-human-preferences, core.py, whiten.
 */
final class Whitening {
    private static final double EPSILON = 1e-8;

    private Whitening() {}

    /** In place, over all sequences together. */
    static void apply(List<float[]> sequences, boolean keepMean) {
        long count = 0;
        double sum = 0;
        for (float[] sequence : sequences) {
            count += sequence.length;
            for (float x : sequence) {
                sum += x;
            }
        }
        double mean = sum / count;
        double square = 0;
        for (float[] sequence : sequences) {
            for (float x : sequence) {
                square += (x - mean) * (x - mean);
            }
        }
        double scale = 1 / Math.sqrt(square / count + EPSILON);
        for (float[] sequence : sequences) {
            for (int t = 0; t < sequence.length; t++) {
                sequence[t] = (float) ((sequence[t] - mean) * scale + (keepMean ? mean : 0));
            }
        }
    }
}
