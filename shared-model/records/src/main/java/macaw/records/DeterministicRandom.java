package macaw.records;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Random numbers without state to save: a generator is named by (seed, purpose, iteration, index), so what it draws depends on nothing that
 * was drawn elsewhere, on no order and on no restart. The sequence is SplitMix64 (Steele, Lea and Flood 2014); the name is folded into its
 * start through the same mixing function. Not for secrets.
 */
public final class DeterministicRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private long state;

    private DeterministicRandom(long state) {
        this.state = state;
    }

    /** The generator of that name. */
    public static DeterministicRandom of(long seed, String purpose, long iteration, long index) {
        long state = mix(seed + GOLDEN_GAMMA);
        state = mix(state ^ fnv1a(purpose));
        state = mix(state + iteration * GOLDEN_GAMMA);
        state = mix(state + index * GOLDEN_GAMMA);
        return new DeterministicRandom(state);
    }

    /** 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [0, bound), without bias; {@code bound} above 0. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be above 0, was " + bound);
        }
        // the last, incomplete cycle of remainders is drawn again
        long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
        long bits = nextLong() >>> 1;
        while (bits >= limit) {
            bits = nextLong() >>> 1;
        }
        return (int) (bits % bound);
    }

    /** Standard normal (Box and Muller 1958). */
    public double nextGaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
        return radius * Math.cos(2 * Math.PI * nextDouble());
    }

    /** The numbers 0 to n − 1 in random order (Fisher and Yates). */
    public int[] permutation(int n) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
        return order;
    }

    private static long fnv1a(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }

    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
