package macaw.trainer.settings;

/** The values of the presets of a PPO run, as JSON. */
final class PpoPresets {
    static final String INSTRUCTGPT = """
            {"iterations": 500, "promptsPerIteration": 512, "samplesPerPrompt": 1, "temperature": 1, "maxTokens": 1024,
             "epochs": 1, "minibatches": 8, "microbatchSize": 64, "discount": 1, "lambda": 0.95, "clipRange": 0.2,
             "missingEos": "keep", "kl": {"coefficient": 0.02, "target": 0},
             "optimizer": {"learningRate": 8.05e-6, "schedule": "constant", "warmupSteps": 80, "warmupFrom": 0.1,
                           "beta1": 0.9, "beta2": 0.95},
             "valueOptimizer": {"learningRate": 9e-6, "schedule": "constant", "beta1": 0.9, "beta2": 0.95},
             "averageDecay": 0.992, "pretrainingCoefficient": 27.8, "pretrainingBatchSize": 512}""";

    static final String INSTRUCTGPT_SOURCE =
            "InstructGPT C.4, of the 1.3B policy: 256 000 episodes, 64 a minibatch, the warm-up"
                    + " over 10 iterations, 8 pretraining examples an episode. The paper prints no learning rate of the policy: this is the"
                    + " largest that did not diverge without the mix (E.9), for 1.3B parameters. It prints no λ either: 0.95 is"
                    + " lm-human-preferences'. It starts from a policy of C.3, sft's instructgpt-init. It needs pretrainingData, or pretrainingCoefficient 0";

    static final String TRL = """
            {"promptsPerIteration": 8, "samplesPerPrompt": 1, "temperature": 0.7, "maxTokens": 53,
             "epochs": 4, "minibatches": 1, "microbatchSize": 8, "discount": 1, "lambda": 0.95, "clipRange": 0.2,
             "valueClipRange": 0.2, "whitenAdvantages": true, "whitenAdvantagesOver": "iteration", "whitenRewards": false,
             "missingEos": "keep", "kl": {"coefficient": 0.05, "target": 0, "estimator": "k1"},
             "optimizer": {"learningRate": 3e-6, "schedule": "linear", "finalFraction": 0, "warmupSteps": 0, "beta1": 0.9,
                           "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0, "maxGradientNorm": 1e9},
             "valueOptimizer": {"learningRate": 3e-6, "schedule": "linear", "finalFraction": 0, "warmupSteps": 0, "beta1": 0.9,
                                "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0, "maxGradientNorm": 1e9},
             "averageDecay": 0, "pretrainingCoefficient": 0}""";

    static final String TRL_SOURCE =
            "TRL 1.12, trl.experimental.ppo.PPOConfig and the TrainingArguments under it, on one device. There"
                    + " one optimizer steps policy and value model together (vf_coef 0.1); here each has its own. It never clips gradients,"
                    + " lowers the rate once an iteration (here with each gradient step), and puts the score one position behind EOS, whose"
                    + " value it does not take for 0";

    static final String TINY = """
            {"iterations": 20, "promptsPerIteration": 32, "maxTokens": 32, "epochs": 2, "minibatches": 2, "microbatchSize": 16,
             "valueWarmupIterations": 1, "kl": {"coefficient": 0.05},
             "optimizer": {"learningRate": 2e-4, "schedule": "constant"},
             "valueOptimizer": {"learningRate": 5e-4, "schedule": "constant"}}""";

    static final String TINY_SOURCE = "own: a model of a few million parameters on a laptop, minutes a run";

    private PpoPresets() {}
}
