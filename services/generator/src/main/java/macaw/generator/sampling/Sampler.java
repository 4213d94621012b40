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

    /** Tokens whose weights are summed together: short enough to look for the drawn one in, long enough to skip the others. */
    private static final int BLOCK = 256;
    /** Sums that go on beside each other, so that an addition need not wait for the one before it. */
    private static final int LANES = 4;

    /** Of a weight's bits, sign, exponent and three of the mantissa say in which bucket it is; all weights are at most 1. */
    private static final int BUCKET_SHIFT = 20;

    private static final int BUCKETS = (Float.floatToRawIntBits(1) >>> BUCKET_SHIFT) + 1;
    /** More than sums of equal weights in different orders differ by. */
    private static final double ROUNDING = 1e-9;

    private final int[] counts = new int[BUCKETS];
    private final double[] masses = new double[BUCKETS];
    private float[] weights = new float[0]; // [V], exp((logit − largest) / temperature)
    private int[] twos = new int[0]; // [V]
    private double[] blocks = new double[0]; // [⌈V / BLOCK⌉], sums of weights
    private long[] order = new long[0]; // [V], candidates, likeliest first

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
            blocks = new double[(logits.length + BLOCK - 1) / BLOCK];
        }
        // of the smallest temperatures the inverse would be infinite, and 0 times that no number
        float inverse = (float) Math.min(1 / temperature, Float.MAX_VALUE);
        for (int i = 0; i < logits.length; i++) {
            weights[i] = (logits[i] - largest) * inverse;
        }
        Exponentials.of(weights, twos);
        double sum = 0;
        for (int block = 0; block < blocks.length; block++) {
            blocks[block] = sum(block * BLOCK, Math.min(weights.length, (block + 1) * BLOCK));
            sum += blocks[block];
        }
        return sum;
    }

    /** What tokens that can never be hit weigh does not count. */
    private double sum(int from, int to) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            sum0 += counted(weights[i]);
            sum1 += counted(weights[i + 1]);
            sum2 += counted(weights[i + 2]);
            sum3 += counted(weights[i + 3]);
        }
        for (; i < to; i++) {
            sum0 += counted(weights[i]);
        }
        return sum0 + sum1 + (sum2 + sum3);
    }

    private static float counted(float weight) {
        return weight > NEVER ? weight : 0;
    }

    /** The token at which the weights, added up in the order of their ids, pass {@code uniform} times their sum. */
    private int whole(double uniform, double sum) {
        double target = uniform * sum;
        double passed = 0;
        double before = 0;
        int block = 0;
        for (int i = 0; i < blocks.length && passed <= target; i++) {
            if (blocks[i] > 0) {
                block = i;
                before = passed;
                passed += blocks[i];
            }
        }
        return within(block, before, target);
    }

    /** The last token of the block that can come, where the block's sum was rounded otherwise than the weights one by one. */
    private int within(int block, double before, double target) {
        double passed = before;
        int last = 0;
        for (int i = block * BLOCK; i < Math.min(weights.length, (block + 1) * BLOCK); i++) {
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
        int candidates = sortCandidates(sampling, sum);
        int kept = sampling.topK() == 0 ? candidates : Math.min(sampling.topK(), candidates);
        double mass = sampling.topK() == 0 || kept == weights.length ? sum : mass(kept);
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

    /**
     * Sorts the tokens that the filters may keep, likeliest first, equals by id, and says how many they are: all from the bucket on in which
     * the least likely one that is kept lies. Sorting the whole vocabulary would take longer than computing the logits of a small model.
     */
    private int sortCandidates(Sampling sampling, double sum) {
        int least = leastBucket(sampling, sum);
        int candidates = 0;
        for (int i = 0; i < weights.length; i++) {
            // bits of floats that are not negative sort as the floats do
            int bits = Float.floatToRawIntBits(weights[i]);
            if (bits >>> BUCKET_SHIFT >= least) {
                long descending = Integer.MAX_VALUE - bits;
                order[candidates++] = descending << Integer.SIZE | i;
            }
        }
        Arrays.sort(order, 0, candidates);
        return candidates;
    }

    private int leastBucket(Sampling sampling, double sum) {
        if (sampling.topK() == 0 && sampling.topP() == 1) {
            return Float.floatToRawIntBits(Math.max(0, Math.nextDown((float) sampling.minP()))) >>> BUCKET_SHIFT;
        }
        Arrays.fill(counts, 0);
        Arrays.fill(masses, 0);
        for (float weight : weights) {
            int bucket = Float.floatToRawIntBits(weight) >>> BUCKET_SHIFT;
            counts[bucket]++;
            masses[bucket] += weight;
        }
        int count = 0;
        double mass = 0;
        double wanted = (sampling.topP() + ROUNDING) * sum;
        for (int bucket = BUCKETS - 1; bucket > 0; bucket--) {
            count += counts[bucket];
            mass += masses[bucket];
            if (sampling.topK() > 0 ? count >= sampling.topK() : mass >= wanted) {
                return bucket;
            }
        }
        return 0;
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
