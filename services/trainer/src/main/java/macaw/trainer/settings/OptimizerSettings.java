package macaw.trainer.settings;

import macaw.torch.AdamW;

/** AdamW and its learning rate. */
public record OptimizerSettings(
        @Setting(value = "Peak of the learning rate.") double learningRate,

        @Setting(value = "Steps over which it rises in a straight line.", unit = "steps", byDefault = "0")
        int warmupSteps,

        @Setting(
                value = "Fraction of the peak at which it begins to rise.",
                source = "InstructGPT C.4: 0.1",
                byDefault = "0")
        @OnlyWith(key = "warmupSteps", value = OnlyWith.ABOVE_0)
        double warmupFrom,

        @Setting(
                value = "How it goes after that.",
                source = "InstructGPT C.1: cosine; C.4: constant",
                byDefault = "\"cosine\"")
        Schedule schedule,

        @Setting(
                value = "Fraction of the peak that is left at the last step.",
                source = "InstructGPT C.1: 0.1",
                byDefault = "0.1")
        @OnlyWith(
                key = "schedule",
                value = {"linear", "cosine"})
        double finalFraction,

        @Setting(value = "Decay of the first moment.", source = "InstructGPT C: 0.9", byDefault = "0.9")
        double beta1,

        @Setting(value = "Decay of the second moment.", source = "InstructGPT C: 0.95", byDefault = "0.95")
        double beta2,

        @Setting(
                value = "Added to the root of the second moment.",
                source = "torch.optim.AdamW: 1e-8; lm-human-preferences: 1e-5",
                byDefault = "1e-8")
        double epsilon,

        @Setting(
                value = "Decoupled weight decay, of matrices only.",
                source = "Loshchilov and Hutter 2019",
                byDefault = "0")
        double weightDecay,

        @Setting(
                value = "Gradients are scaled down to this common 2-norm.",
                source = "Pascanu et al. 2013; 1 is usual",
                byDefault = "1")
        double maxGradientNorm) {
    public OptimizerSettings {
        Ranges.notNegative("learningRate", learningRate);
        Ranges.atLeast("warmupSteps", warmupSteps, 0);
        Ranges.fraction("warmupFrom", warmupFrom);
        Ranges.fraction("finalFraction", finalFraction);
        Ranges.positive("maxGradientNorm", maxGradientNorm);
        Ranges.require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), was " + beta1);
        Ranges.require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), was " + beta2);
        Ranges.positive("epsilon", epsilon);
        Ranges.fraction("weightDecay", weightDecay);
    }

    public AdamW.Settings adamW() {
        return new AdamW.Settings(beta1, beta2, epsilon, weightDecay);
    }
}
