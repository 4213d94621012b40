package macaw.trainer.settings;

import java.util.Optional;

/** The penalty that keeps the policy near its reference. */
public record KlSettings(
        @Setting(
                value = "Coefficient β of the per-token penalty at the start.",
                source = "InstructGPT C.4: 0.02; TRL: 0.05; Shao et al. 2024: 0.04",
                byDefault = "0.1")
        double coefficient,

        @Setting(
                value = "KL to steer to; 0 keeps the coefficient fixed.",
                unit = "nats an answer",
                source = "Ziegler et al. 2019: 6; InstructGPT, TRL: fixed",
                byDefault = "0")
        double target,

        @Setting(
                value = "Rollouts over which the coefficient adapts.",
                unit = "rollouts",
                source = "lm-human-preferences: 10000",
                byDefault = "10000")
        @OnlyWith(key = "target", value = OnlyWith.ABOVE_0)
        double horizon,

        @Setting(
                value =
                        "The coefficient never falls below; an adaptive one that starts near KL 0 falls just when the reward model is exploited.",
                byDefault = "0")
        @OnlyWith(key = "target", value = OnlyWith.ABOVE_0)
        double floor,

        @Setting(
                value = "Where the penalty stands; empty is loss with advantages grpo, reward with the others.",
                source = "reward: Ziegler et al. 2019, InstructGPT, Ahmadian et al. 2024, TRL; loss: Shao et al. 2024",
                byDefault = "\"\"")
        Optional<KlPlace> place,

        @Setting(
                value = "What it is estimated by, token by token; empty is k1 in the reward, k3 in the loss.",
                source = "k1: Ziegler et al. 2019, InstructGPT, TRL; k3: Shao et al. 2024, TRL's kl_estimator",
                byDefault = "\"\"")
        Optional<KlEstimator> estimator) {
    public KlSettings {
        Ranges.notNegative("kl.coefficient", coefficient);
        Ranges.notNegative("kl.target", target);
        Ranges.positive("kl.horizon", horizon);
        Ranges.notNegative("kl.floor", floor);
        Ranges.require(floor <= coefficient, "kl.floor " + floor + " contradicts kl.coefficient " + coefficient);
    }

    /** Where the penalty stands with those advantages. */
    public KlPlace place(AdvantageEstimator advantages) {
        return place.orElse(advantages == AdvantageEstimator.GRPO ? KlPlace.LOSS : KlPlace.REWARD);
    }

    /** What it is estimated by there. */
    public KlEstimator estimator(AdvantageEstimator advantages) {
        return estimator.orElse(place(advantages) == KlPlace.LOSS ? KlEstimator.K3 : KlEstimator.K1);
    }
}
