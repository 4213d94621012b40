package macaw.trainer.settings;

/** The penalty that keeps the policy near its reference. */
public record KlSettings(
        @Setting(
                value = "Coefficient β of the per-token penalty at the start.",
                source = "InstructGPT C.4: 0.02; TRL: 0.05",
                byDefault = "0.1")
        double coefficient,

        @Setting(
                value = "KL to steer to; 0 keeps the coefficient fixed.",
                unit = "nats an answer",
                source = "Ziegler et al. 2019: 6",
                byDefault = "0")
        double target,

        @Setting(
                value = "Rollouts over which the coefficient adapts.",
                unit = "rollouts",
                source = "lm-human-preferences: 10000",
                byDefault = "10000")
        double horizon,

        @Setting(
                value =
                        "The coefficient never falls below; an adaptive one that starts near KL 0 falls just when the reward model is exploited.",
                byDefault = "0")
        double floor) {
    public KlSettings {
        Ranges.notNegative("kl.coefficient", coefficient);
        Ranges.notNegative("kl.target", target);
        Ranges.positive("kl.horizon", horizon);
        Ranges.notNegative("kl.floor", floor);
        Ranges.require(floor <= coefficient, "kl.floor " + floor + " contradicts kl.coefficient " + coefficient);
    }
}
