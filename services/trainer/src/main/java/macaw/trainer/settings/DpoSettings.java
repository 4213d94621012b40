package macaw.trainer.settings;

import java.util.Optional;

/** Direct preference optimisation: a policy from rankings, without a reward model and without rollouts (Rafailov et al. 2023). */
public record DpoSettings(
        @Inlined RunSettings run,

        @Setting(value = "Policy to start from, SFT's usually.", source = "Rafailov et al. 2023, 4")
        String policy,

        @Setting(value = "Policy that the preferences are measured against; empty takes the start.", byDefault = "\"\"")
        Optional<String> reference,

        @Setting(value = "Rows {\"prompt\", \"outputs\", \"ranking\"}, as snapshot:ID or sha256:HEX.")
        String data,

        @Setting(
                value = "The loss of a pair.",
                source = "sigmoid: Rafailov et al. 2023, eq. 7; ipo: Azar et al. 2023, eq. 17",
                byDefault = "\"sigmoid\"")
        PreferenceLoss loss,

        @Setting(
                value = "β: how strongly the policy is held to the reference; under ipo 1/(2β) is the margin aimed at.",
                source = "Rafailov et al. 2023: 0.1; 0.5 for summaries",
                byDefault = "0.1")
        double beta,

        @Setting(
                value = "Chance that a label is the wrong way round (conservative DPO), below a half.",
                source = "Mitchell 2023; TRL: 0",
                byDefault = "0")
        double labelSmoothing,

        @Setting(
                value = "An answer's log-probability is the mean over its tokens instead of their sum.",
                source = "sum: Rafailov et al. 2023; mean: TRL under ipo",
                byDefault = "false")
        boolean lengthNormalised,

        @Setting(value = "Passes over the rankings.", byDefault = "1")
        int epochs,

        @Setting(
                value = "Rankings a step, each with all its untied pairs and divided by their number.",
                source = "Rafailov et al. 2023: 64 pairs",
                byDefault = "16")
        int batchSize,

        @Setting(value = "Rankings whose outputs go through the model at once.", byDefault = "4")
        int microbatchSize,

        @Setting(
                value = "Share of the prompts that is held out where the rows name no validation split; 0 for none.",
                byDefault = "0.1")
        double heldOutFraction,

        @Setting(value = "Publish the weights of the best held-out loss instead of the last ones.", byDefault = "true")
        boolean keepBest,

        @Setting(value = "Measurements on the held-out prompts an epoch.", byDefault = "2")
        int evaluationsPerEpoch,

        @Setting(
                value = "AdamW.",
                source = "Rafailov et al. 2023: 1e-6, constant after 150 steps, for billions of weights",
                byDefault = "{\"learningRate\": 5e-5, \"warmupSteps\": 10, \"schedule\": \"constant\"}")
        OptimizerSettings optimizer) {
    public DpoSettings {
        Ranges.positive("beta", beta);
        Ranges.require(
                labelSmoothing >= 0 && labelSmoothing < 0.5,
                "labelSmoothing must be in [0, 0.5), was " + labelSmoothing);
        Ranges.require(
                loss == PreferenceLoss.SIGMOID || labelSmoothing == 0,
                "labelSmoothing " + labelSmoothing + " contradicts loss ipo, which has no likelihood to smooth");
        Ranges.atLeast("epochs", epochs, 1);
        Ranges.atLeast("batchSize", batchSize, 1);
        Ranges.atLeast("microbatchSize", microbatchSize, 1);
        Ranges.atLeast("evaluationsPerEpoch", evaluationsPerEpoch, 1);
        Ranges.require(
                heldOutFraction >= 0 && heldOutFraction < 1,
                "heldOutFraction must be in [0, 1), was " + heldOutFraction);
    }
}
