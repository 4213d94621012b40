package macaw.demo.world;

import java.util.Arrays;
import java.util.List;
import macaw.records.DeterministicRandom;

/** Choices made with one generator of random numbers. */
public final class Draw {
    private final DeterministicRandom random;

    private Draw(DeterministicRandom random) {
        this.random = random;
    }

    /** The choices of that name; see {@link DeterministicRandom#of}. */
    public static Draw of(long seed, String purpose, long index) {
        return new Draw(DeterministicRandom.of(seed, purpose, 0, index));
    }

    /** One of the options, each as likely as the others. */
    @SafeVarargs
    public final <T> T one(T... options) {
        return options[random.nextInt(options.length)];
    }

    /** One of the options, each as likely as the others. */
    public <T> T one(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }

    /** {@code n} different options in random order, or all of them where there are fewer. */
    public <T> List<T> some(List<T> options, int n) {
        return Arrays.stream(random.permutation(options.size()))
                .limit(n)
                .mapToObj(options::get)
                .toList();
    }

    /** A whole number from {@code low} to {@code high}, both included. */
    public int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** True with that probability. */
    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Normal with that standard deviation around 0. */
    public double noise(double deviation) {
        return deviation * random.nextGaussian();
    }

    /** An index drawn in proportion to the weights. */
    public int weighted(double... weights) {
        double left = random.nextDouble() * Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length - 1; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
