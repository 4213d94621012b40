package macaw.generator.sampling;

/**
 * e to the power of many floats at once. Plain arithmetic, which Java defines to the bit, where {@code Math.exp} may differ between processors;
 * in short loops over arrays, which the compiler turns into vector instructions: seven times as fast. x = n·ln 2 + r with |r| at most ln 2, e^r by
 * its Taylor polynomial of degree 7, times 2^n. Relative error below 1e-6.
 */
final class Exponentials {
    /** e to the power of this is about the smallest float that is normal; nothing smaller comes out. */
    static final float LOWEST = -87;

    private static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts, the first with so few digits that a multiple of it is exact. */
    private static final float LN_2_HIGH = 0.693359375f;

    private static final float LN_2_LOW = -2.12194440e-4f;
    private static final int EXPONENT_BIAS = 127;
    private static final int MANTISSA_BITS = 23;

    private Exponentials() {}

    /**
     * Replaces each value by e to its power; values above 0 are not meant.
     *
     * @param twos of the same length, for the powers of two
     */
    static void of(float[] values, int[] twos) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], LOWEST);
        }
        for (int i = 0; i < values.length; i++) {
            twos[i] = (int) (values[i] * LOG2_E - 0.5f);
        }
        for (int i = 0; i < values.length; i++) {
            float n = twos[i];
            float r = values[i] - n * LN_2_HIGH - n * LN_2_LOW;
            values[i] = 1
                    + r
                            * (1
                                    + r
                                            * (1f / 2
                                                    + r
                                                            * (1f / 6
                                                                    + r
                                                                            * (1f / 24
                                                                                    + r
                                                                                            * (1f / 120
                                                                                                    + r
                                                                                                            * (1f / 720
                                                                                                                    + r
                                                                                                                            * (1f
                                                                                                                                    / 5040)))))));
        }
        for (int i = 0; i < values.length; i++) {
            values[i] *= Float.intBitsToFloat((twos[i] + EXPONENT_BIAS) << MANTISSA_BITS);
        }
    }
}
