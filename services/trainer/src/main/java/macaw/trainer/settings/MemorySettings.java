package macaw.trainer.settings;

import macaw.torch.TrainingMode;

/** What makes a model train in less memory. */
public record MemorySettings(
        @Setting(value = "Adapters that are trained in place of the weights.", byDefault = "{}")
        LoraSettings lora,

        @Setting(
                value =
                        "Keep only the inputs of the blocks for the backward pass, which computes each block again: same numbers, a third more time, memory of one block.",
                source = "Chen et al. 2016",
                byDefault = "false")
        boolean gradientCheckpointing,

        @Setting(
                value =
                        "How weights that are only read are held (the reference policy; under adapters the base). bf16 halves them and rounds those of a 32-bit checkpoint; under adapters it needs gradientCheckpointing to save anything.",
                byDefault = "\"f32\"")
        FrozenWeights frozenWeights) {

    /** How the run's models are held. */
    public TrainingMode mode() {
        return new TrainingMode(lora.lora(), gradientCheckpointing, frozenWeights.dtype());
    }
}
