package macaw.trainer.settings;

import java.util.Optional;

/** A reward model from rankings: all untied pairs of all rankings of a prompt are one batch element. */
@Preset(
        name = "instructgpt",
        source = "InstructGPT 3.5 and C.2: one epoch, cosine to a tenth, 64 prompts with all their comparisons a step",
        values = """
                {"epochs": 1, "batchSize": 64,
                 "optimizer": {"learningRate": 9e-6, "schedule": "cosine", "finalFraction": 0.1, "warmupSteps": 0,
                               "beta1": 0.9, "beta2": 0.95}}""")
public record RewardSettings(
        @Inlined RunSettings run,

        @Setting(value = "Named values that stand for every key that is not given: instructgpt.", byDefault = "\"\"")
        Optional<String> preset,

        @Setting(
                value = "Policy to start from, SFT's usually; empty where reward names one.",
                source = "InstructGPT 3.5; Stiennon et al. 2020",
                byDefault = "\"\"")
        Optional<String> model,

        @Setting(
                value = "Reward model to go on with instead, its score head too; its zero and unit are measured again.",
                byDefault = "\"\"")
        Optional<String> reward,

        @Setting(value = "Rows {\"prompt\", \"outputs\", \"ranking\"}, as snapshot:ID or sha256:HEX.")
        String data,

        @Setting(
                value =
                        "Demonstrations whose mean score becomes 0, as snapshot:ID or sha256:HEX; empty takes the outputs' mean.",
                source = "InstructGPT 3.5: demonstrations score 0 on average",
                byDefault = "\"\"")
        Optional<String> demonstrations,

        @Setting(value = "Passes over the prompts.", source = "InstructGPT 3.5: 1, more overfits", byDefault = "1")
        int epochs,

        @Setting(
                value = "Prompts a step, each with all its labelers' rankings.",
                source = "InstructGPT C.2: 64",
                byDefault = "8")
        int batchSize,

        @Setting(value = "Prompts whose outputs go through the model at once.", byDefault = "4")
        int microbatchSize,

        @Setting(
                value = "Share of the prompts that is held out where the rows name no validation split; 0 for none.",
                byDefault = "0.1")
        double heldOutFraction,

        @Setting(
                value =
                        "Share of the labelers whose rankings of the other prompts are held out and measured by themselves; 0 for none.",
                source = "InstructGPT 4.1: one group of five",
                byDefault = "0")
        double heldOutLabelers,

        @Setting(
                value =
                        "Put a prompt's outputs into one row of the model, in which the tokens that they begin with stand once: same numbers, less work the longer the prompt.",
                byDefault = "true")
        boolean sharePrompt,

        @Setting(value = "Publish the weights of the best held-out loss instead of the last ones.", byDefault = "true")
        boolean keepBest,

        @Setting(value = "Measurements on the held-out prompts an epoch.", byDefault = "2")
        int evaluationsPerEpoch,

        @Setting(value = "AdamW.", byDefault = "{\"learningRate\": 3e-4, \"warmupSteps\": 10}")
        OptimizerSettings optimizer) {
    public RewardSettings {
        Ranges.atLeast("epochs", epochs, 1);
        Ranges.atLeast("batchSize", batchSize, 1);
        Ranges.atLeast("microbatchSize", microbatchSize, 1);
        Ranges.atLeast("evaluationsPerEpoch", evaluationsPerEpoch, 1);
        Ranges.require(
                heldOutFraction >= 0 && heldOutFraction < 1,
                "heldOutFraction must be in [0, 1), was " + heldOutFraction);
        Ranges.require(
                heldOutLabelers >= 0 && heldOutLabelers < 1,
                "heldOutLabelers must be in [0, 1), was " + heldOutLabelers);
        Ranges.require(model.isPresent() || reward.isPresent(), "model is missing: Policy to start from.");
        Ranges.require(
                model.isEmpty() || reward.isEmpty(),
                "reward " + reward.orElse("") + " contradicts model " + model.orElse("") + ": a run starts from one");
    }

    /** Where the run starts, by name. */
    public String start() {
        return model.or(() -> reward).orElseThrow();
    }
}
