package macaw.trainer.reward;

/**
 * The last step of a reward model: a loss over differences leaves the scores' zero and unit open, and PPO's coefficients need both. reward =
 * (raw + shift) · scale, so that demonstrations have mean 0 (InstructGPT 2022, section 3.5) and outputs of the SFT policy deviation 1.
 */
public record RewardNormalisation(double shift, double scale) {
    /** Scores that are all alike have no unit. */
    private static final double SMALLEST_DEVIATION = 1e-6;

    /**
     * @param demonstrations raw scores whose mean becomes 0; where there are none, the outputs' mean does
     * @param outputs raw scores whose deviation becomes 1
     */
    public static RewardNormalisation of(float[] demonstrations, float[] outputs) {
        double zero = mean(demonstrations.length > 0 ? demonstrations : outputs);
        double mean = mean(outputs);
        double square = 0;
        for (float score : outputs) {
            square += (score - mean) * (score - mean);
        }
        double deviation = Math.sqrt(square / outputs.length);
        return new RewardNormalisation(-zero, deviation < SMALLEST_DEVIATION ? 1 : 1 / deviation);
    }

    private static double mean(float[] scores) {
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
