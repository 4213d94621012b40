package macaw.generator.sampling;

import java.util.Arrays;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.DeterministicRandom;
import macaw.records.Sampling;

/**
 * Draws tokens from logits [V]. A draw is a function of (logits, settings, seed, position) and of nothing that was drawn before. Filters come
 * in the order of Hugging Face transformers: temperature, top-k, top-p of what is left, min-p. Not thread-safe: it keeps its working memory.
 */
public final class Sampler {
    private static final String PURPOSE = "token";

    /** Less than any draw can hit: what {@link Exponentials} gives for tokens that cannot come. */
    private static final float NEVER = 1e-37f;

    private float[] weights = new float[0]; // [V], exp((logit − largest) / temperature)
    private int[] twos = new int[0]; // [V]
    private long[] order = new long[0]; // [V], likeliest first

    /**
     * Draws the token at {@code position} of an answer, counted from 0. Errors: LOGITS_NOT_FINITE.
     *
     * @param logits [V]
     * @param seed of the whole answer
     */
    public Drawn draw(float[] logits, Sampling sampling, long seed, int position) {
        float largest = largest(logits);
        boolean greedy = sampling.temperature() == 0;
        double temperature = greedy ? 1 : sampling.temperature();
        double sum = weigh(logits, largest, temperature);
        int token;
        if (greedy) {
            token = likeliest(logits, largest);
        } else {
            double uniform = DeterministicRandom.of(seed, PURPOSE, 0, position).nextDouble();
            token = isFiltered(sampling) ? filtered(sampling, uniform, sum) : whole(uniform, sum);
        }
        return drawn(logits, token, largest, temperature, sum);
    }

    /** A token that was given beforehand, with its log-probability at temperature 1. Errors: LOGITS_NOT_FINITE. */
    public Drawn given(float[] logits, int token) {
        float largest = largest(logits);
        return drawn(logits, token, largest, 1, weigh(logits, largest, 1));
    }

    /** The seed of sample {@code index} of a request for several. */
    public static long sampleSeed(long seed, int index) {
        return DeterministicRandom.of(seed, "sample", 0, index).nextLong();
    }

    private static Drawn drawn(float[] logits, int token, float largest, double temperature, double sum) {
        double logProbability = (logits[token] - largest) / temperature - StrictMath.log(sum);
        return new Drawn(token, (float) logProbability);
    }

    private double weigh(float[] logits, float largest, double temperature) {
        if (weights.length != logits.length) {
            weights = new float[logits.length];
            twos = new int[logits.length];
            order = new long[logits.length];
        }
        // of the smallest temperatures the inverse would be infinite, and 0 times that no number
        float inverse = (float) Math.min(1 / temperature, Float.MAX_VALUE);
        for (int i = 0; i < logits.length; i++) {
            weights[i] = (logits[i] - largest) * inverse;
        }
        Exponentials.of(weights, twos);
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    private int whole(double uniform, double sum) {
        double target = uniform * sum;
        double passed = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > NEVER) {
                passed += weights[i];
                last = i;
                if (passed > target) {
                    return i;
                }
            }
        }
        return last;
    }

    private int filtered(Sampling sampling, double uniform, double sum) {
        sortByWeight();
        int kept = sampling.topK() == 0 ? order.length : Math.min(sampling.topK(), order.length);
        double mass = kept == order.length ? sum : mass(kept);
        if (sampling.topP() < 1) {
            double wanted = sampling.topP() * mass;
            double reached = 0;
            for (int i = 0; i < kept; i++) {
                reached += weight(i);
                if (reached >= wanted) {
                    kept = i + 1;
                    break;
                }
            }
        }
        double least = sampling.minP() * weight(0);
        while (kept > 1 && (weight(kept - 1) < least || weight(kept - 1) <= NEVER)) {
            kept--;
        }
        double target = uniform * mass(kept);
        double passed = 0;
        for (int i = 0; i < kept; i++) {
            passed += weight(i);
            if (passed > target) {
                return token(i);
            }
        }
        return token(kept - 1);
    }

    /** Likeliest first, equals by id. Bits of floats that are not negative sort as the floats do. */
    private void sortByWeight() {
        for (int i = 0; i < order.length; i++) {
            long descending = Integer.MAX_VALUE - Float.floatToRawIntBits(weights[i]);
            order[i] = descending << Integer.SIZE | i;
        }
        Arrays.sort(order);
    }

    private int token(int rank) {
        return (int) order[rank];
    }

    private float weight(int rank) {
        return weights[token(rank)];
    }

    private double mass(int kept) {
        double mass = 0;
        for (int i = 0; i < kept; i++) {
            mass += weight(i);
        }
        return mass;
    }

    private static boolean isFiltered(Sampling sampling) {
        return sampling.topK() > 0 || sampling.topP() < 1 || sampling.minP() > 0;
    }

    private static int likeliest(float[] logits, float largest) {
        int token = 0;
        while (logits[token] != largest) {
            token++;
        }
        return token;
    }

    private static float largest(float[] logits) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            // Math.max carries a NaN on
            largest = Math.max(largest, logit);
        }
        if (!Float.isFinite(largest)) {
            throw new CodedException(
                    ErrorCode.LOGITS_NOT_FINITE, "the policy's largest logit is " + largest + ": its weights overflow");
        }
        return largest;
    }
}
