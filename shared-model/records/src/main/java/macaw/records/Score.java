package macaw.records;

/**
 * What one reward version thinks of a rollout.
 *
 * @param value after the version's shift and scale; finite
 * @param weight its weight in the mixture
 */
public record Score(VersionRef reward, double value, double weight) {
    public Score {
        Refusals.require(Double.isFinite(value), "score of " + reward + " must be finite, was " + value);
        Refusals.require(Double.isFinite(weight), "weight of " + reward + " must be finite, was " + weight);
    }
}
