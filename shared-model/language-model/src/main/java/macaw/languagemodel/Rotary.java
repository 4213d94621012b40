package macaw.languagemodel;

import org.jspecify.annotations.Nullable;

/**
 * Rotary positions (Su et al. 2021): the first {@code width} components of each query and key head are turned by angles that grow with the position.
 *
 * @param theta base of the frequencies
 * @param width how many components of a head are turned; even, at most the head's size
 * @param scaling Llama 3's stretching of the frequencies, or null
 */
public record Rotary(double theta, int width, @Nullable RopeScaling scaling) {
    public Rotary {
        ModelConfig.require(theta > 0 && Double.isFinite(theta), "rope_theta", theta);
        ModelConfig.require(width > 0 && width % 2 == 0, "head_dim · partial_rotary_factor (it must be even)", width);
    }

    /**
     * The frequencies in radians a token, one for each pair: theta^(−2i/width), stretched where {@link #scaling} says so. Element i turns the
     * components i and i + width/2 of a head (the rotate-half layout of Hugging Face checkpoints).
     */
    public double[] frequencies() { // [width / 2]
        double[] frequencies = new double[width / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double frequency = Math.pow(theta, -2.0 * i / width);
            frequencies[i] = scaling == null ? frequency : scaling.scaled(frequency);
        }
        return frequencies;
    }
}
