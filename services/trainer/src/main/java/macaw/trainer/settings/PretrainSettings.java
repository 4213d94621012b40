package macaw.trainer.settings;

import java.util.Optional;

/** Language modelling on plain text, packed into rows without gaps. */
public record PretrainSettings(
        @Inlined RunSettings run,

        @Setting(value = "Policy whose training goes on; empty to start from random weights.", byDefault = "\"\"")
        Optional<String> model,

        @Setting(value = "Rows {\"text\"}, as snapshot:ID or sha256:HEX.")
        String data,

        @Setting(value = "Sizes of the model where none is given to go on with.", byDefault = "{}")
        ArchitectureSettings architecture,

        @Setting(value = "Passes over the texts.", byDefault = "1")
        int epochs,

        @Setting(value = "Rows a step.", unit = "rows", byDefault = "16")
        int batchSize,

        @Setting(value = "Rows that go through the model at once.", unit = "rows", byDefault = "16")
        int microbatchSize,

        @Setting(value = "Tokens of a row.", unit = "tokens", byDefault = "128")
        int sequenceLength,

        @Setting(value = "Share of the texts that is held out and only measured.", byDefault = "0.01")
        double heldOutFraction,

        @Setting(value = "Steps between two measurements of the held-out loss.", unit = "steps", byDefault = "250")
        int evaluateEvery,

        @Setting(value = "AdamW.", byDefault = "{\"learningRate\": 2e-3, \"warmupSteps\": 60, \"weightDecay\": 0.1}")
        OptimizerSettings optimizer) {
    public PretrainSettings {
        Ranges.atLeast("epochs", epochs, 1);
        Ranges.atLeast("batchSize", batchSize, 1);
        Ranges.atLeast("microbatchSize", microbatchSize, 1);
        Ranges.atLeast("sequenceLength", sequenceLength, 2);
        Ranges.atLeast("evaluateEvery", evaluateEvery, 1);
        Ranges.require(
                heldOutFraction >= 0 && heldOutFraction < 1,
                "heldOutFraction must be in [0, 1), was " + heldOutFraction);
        Ranges.require(
                model.isPresent() || run.memory().lora().lora().isEmpty(),
                "lora.rank " + run.memory().lora().rank()
                        + " contradicts an empty model: random weights are not worth adapting");
        Ranges.require(
                model.isPresent() || sequenceLength <= architecture.maxPositions(),
                "sequenceLength " + sequenceLength + " contradicts architecture.maxPositions "
                        + architecture.maxPositions());
    }
}
