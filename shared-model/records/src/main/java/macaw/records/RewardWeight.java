package macaw.records;

/**
 * A reward version that scores a rollout.
 *
 * @param weight its share of the mixed score, which is Σ weight · score; finite
 */
public record RewardWeight(VersionRef reward, double weight) {
    public RewardWeight {
        Refusals.require(Double.isFinite(weight), "reward weight must be finite, was " + weight);
    }
}
