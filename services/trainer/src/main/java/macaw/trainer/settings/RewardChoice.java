package macaw.trainer.settings;

/** A reward model that scores rollouts. */
public record RewardChoice(
        @Setting(value = "Name of the reward model, [namespace/]name[@version|@alias].")
        String name,

        @Setting(value = "The mixed score is the sum of weight times score.", byDefault = "1")
        double weight) {
    public RewardChoice {
        Ranges.require(!name.isBlank(), "rewards.name must not be blank");
        Ranges.require(Double.isFinite(weight), "rewards.weight must be finite, was " + weight);
    }
}
