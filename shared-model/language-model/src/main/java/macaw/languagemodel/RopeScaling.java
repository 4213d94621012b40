package macaw.languagemodel;

/**
 * Llama 3's stretching of the rotary frequencies: slow rotations are divided by {@code factor}, fast ones kept, those
 * between mixed. Source: transformers, modeling_rope_utils.py, _compute_llama3_parameters.
 *
 * @param factor by which the context was stretched
 * @param lowFrequencyFactor rotations with fewer than this many turns in the original context are slow
 * @param highFrequencyFactor rotations with more than this many turns in the original context are fast
 * @param originalMaxPositions the context before it was stretched, in tokens
 */
public record RopeScaling(
        double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalMaxPositions) {
    public RopeScaling {
        ModelConfig.require(factor >= 1 && Double.isFinite(factor), "factor", factor);
        ModelConfig.require(lowFrequencyFactor > 0, "low_freq_factor", lowFrequencyFactor);
        ModelConfig.require(
                highFrequencyFactor > lowFrequencyFactor && Double.isFinite(highFrequencyFactor),
                "high_freq_factor",
                highFrequencyFactor);
        ModelConfig.require(originalMaxPositions > 0, "original_max_position_embeddings", originalMaxPositions);
    }

    /** The frequency, in radians a token, that takes the place of the given one. */
    public double scaled(double frequency) {
        double turns = originalMaxPositions * frequency / (2 * Math.PI);
        if (turns < lowFrequencyFactor) {
            return frequency / factor;
        }
        if (turns > highFrequencyFactor) {
            return frequency;
        }
        double kept = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
        return (1 - kept) * frequency / factor + kept * frequency;
    }
}
