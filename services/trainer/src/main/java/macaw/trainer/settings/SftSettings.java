package macaw.trainer.settings;

import java.util.Optional;

/** Supervised fine-tuning on demonstrations: next-token loss on the answers only. */
@Preset(
        name = "instructgpt",
        source =
                "InstructGPT 3.5 and C.1, 1.3B and 6B parameters: 16 epochs, residual dropout 0.2, cosine to a tenth, no warm-up; the checkpoint is chosen by held-out loss here, by RM score there",
        values = """
                {"epochs": 16, "batchSize": 32, "dropout": 0.2,
                 "optimizer": {"learningRate": 9.65e-6, "schedule": "cosine", "finalFraction": 0.1, "warmupSteps": 0,
                               "beta1": 0.9, "beta2": 0.95}}""")
@Preset(
        name = "instructgpt-init",
        source =
                "InstructGPT C.3, the policy that PPO starts from, of 1.3B parameters: 2 epochs, 10 % pretraining data, cosine to a tenth. It says neither of what the data are a tenth, here of the learnt tokens, nor whether dropout stays, here none. It needs pretrainingData, or pretrainingShare 0",
        values = """
                {"epochs": 2, "batchSize": 32, "dropout": 0, "pretrainingShare": 0.1, "keepBest": false,
                 "optimizer": {"learningRate": 5e-6, "schedule": "cosine", "finalFraction": 0.1, "warmupSteps": 0,
                               "beta1": 0.9, "beta2": 0.95}}""")
public record SftSettings(
        @Inlined RunSettings run,

        @Setting(
                value = "Named values that stand for every key that is not given: instructgpt, instructgpt-init.",
                byDefault = "\"\"")
        Optional<String> preset,

        @Setting(value = "Policy to start from.") String model,

        @Setting(value = "Rows {\"prompt\", \"response\", \"split\"}, as snapshot:ID or sha256:HEX.")
        String data,

        @Setting(
                value = "Learn the earlier answers of a conversation too, not the last alone.",
                source = "TRL: assistant_only_loss learns all, completion_only_loss the last",
                byDefault = "false")
        boolean earlierAnswers,

        @Setting(
                value = "Passes over the demonstrations.",
                source = "InstructGPT 3.5: 16, chosen by RM score; small data overfit sooner",
                byDefault = "3")
        int epochs,

        @Setting(value = "Demonstrations a step.", source = "InstructGPT C.1: 32", byDefault = "16")
        int batchSize,

        @Setting(value = "Demonstrations, or packed rows of them, that go through the model at once.", byDefault = "16")
        int microbatchSize,

        @Setting(
                value =
                        "Tokens that a row may have which holds several demonstrations of a step, each with positions and attention of its own; 0 gives each a row.",
                unit = "tokens",
                source = "Krell et al. 2021; TRL: off",
                byDefault = "256")
        int packing,

        @Setting(
                value =
                        "Residual dropout while training: the share of what attention and feed-forward add that is set to 0. Drawn from the seed for each token, so a resumed run drops the same.",
                source = "InstructGPT C.1: 0.2; TRL: 0",
                byDefault = "0")
        double dropout,

        @Setting(
                value =
                        "Share of pretraining text in all learnt tokens, of which every token is learnt; 0 mixes none in.",
                source = "InstructGPT C.3: 10 % for the policy that PPO starts from",
                byDefault = "0")
        double pretrainingShare,

        @Setting(value = "Rows {\"text\"} of it, as snapshot:ID or sha256:HEX.", byDefault = "\"\"")
        Optional<String> pretrainingData,

        @Setting(
                value = "Share of the prompts that is held out where the rows name no validation split; 0 for none.",
                byDefault = "0.1")
        double heldOutFraction,

        @Setting(
                value = "Publish the weights of the best held-out loss instead of the last ones.",
                source = "InstructGPT 3.5 chooses by RM score",
                byDefault = "true")
        boolean keepBest,

        @Setting(value = "Measurements of the held-out loss an epoch.", byDefault = "2")
        int evaluationsPerEpoch,

        @Setting(value = "AdamW.", byDefault = "{\"learningRate\": 3e-4, \"warmupSteps\": 10}")
        OptimizerSettings optimizer) {
    public SftSettings {
        Ranges.atLeast("epochs", epochs, 1);
        Ranges.atLeast("batchSize", batchSize, 1);
        Ranges.atLeast("microbatchSize", microbatchSize, 1);
        Ranges.atLeast("packing", packing, 0);
        Ranges.require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), was " + dropout);
        Ranges.require(
                pretrainingShare >= 0 && pretrainingShare < 1,
                "pretrainingShare must be in [0, 1), was " + pretrainingShare);
        Ranges.require(
                (pretrainingShare > 0) == pretrainingData.isPresent(),
                "pretrainingShare " + pretrainingShare + " contradicts pretrainingData "
                        + pretrainingData.orElse("\"\""));
        Ranges.atLeast("evaluationsPerEpoch", evaluationsPerEpoch, 1);
        Ranges.require(
                heldOutFraction >= 0 && heldOutFraction < 1,
                "heldOutFraction must be in [0, 1), was " + heldOutFraction);
    }

    /**
     * Tokens that a row of pretraining text learns: as long as packed rows may be, or as the context without packing.
     *
     * @param context in tokens
     */
    public int pretrainingRow(int context) {
        return packing > 1 ? Math.min(packing - 1, context) : context;
    }
}
