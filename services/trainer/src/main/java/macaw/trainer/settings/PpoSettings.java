package macaw.trainer.settings;

import java.util.List;
import java.util.Optional;

/** PPO against reward models (Schulman et al. 2017; Ziegler et al. 2019; InstructGPT 2022). */
@Preset(name = "instructgpt", source = PpoPresets.INSTRUCTGPT_SOURCE, values = PpoPresets.INSTRUCTGPT)
@Preset(name = "trl", source = PpoPresets.TRL_SOURCE, values = PpoPresets.TRL)
@Preset(name = "tiny", source = PpoPresets.TINY_SOURCE, values = PpoPresets.TINY)
public record PpoSettings(
        @Inlined RunSettings run,

        @Setting(
                value = "Named values that stand for every key that is not given: instructgpt, trl or tiny.",
                byDefault = "\"\"")
        Optional<String> preset,

        @Setting(value = "Policy to start from, SFT's usually.")
        String policy,

        @Setting(value = "Policy that the KL penalty is measured to; empty takes the start.", byDefault = "\"\"")
        Optional<String> reference,

        @Setting(value = "What scores the rollouts.") List<RewardChoice> rewards,

        @Setting(
                value =
                        "Reward model that the value model starts from; empty takes the first of the rewards, or the policy where that one has no weights (a rule).",
                source = "InstructGPT C.4",
                byDefault = "\"\"")
        @OnlyWith(key = "advantages", value = "gae")
        Optional<String> value,

        @Setting(value = "Rows {\"prompt\"}, as snapshot:ID or sha256:HEX.")
        String prompts,

        @Setting(value = "Iterations: rollouts, then gradient steps on them.", byDefault = "10")
        int iterations,

        @Setting(value = "Prompts an iteration.", source = "InstructGPT C.4: 512 episodes", byDefault = "128")
        int promptsPerIteration,

        @Setting(value = "Answers to each prompt.", byDefault = "1")
        int samplesPerPrompt,

        @Setting(
                value = "Divides the logits when sampling, and in every log-probability of the trainer.",
                source = "InstructGPT C.4: 1",
                byDefault = "1")
        double temperature,

        @Setting(value = "Longest answer, EOS included.", unit = "tokens", byDefault = "48")
        int maxTokens,

        @Setting(
                value = "Passes over an iteration's rollouts.",
                source = "InstructGPT C.4: 1; lm-human-preferences: 4",
                byDefault = "1")
        int epochs,

        @Setting(value = "Gradient steps a pass.", source = "InstructGPT C.4: 8 minibatches of 64", byDefault = "4")
        int minibatches,

        @Setting(value = "Rollouts that go through a model at once.", byDefault = "32")
        int microbatchSize,

        @Setting(
                value =
                        "Memory for passes through the models that are kept from the evaluation of an iteration's rollouts to the first gradient step on them, which then need not be computed again; half of what the run leaves of the machine's, if that is less. 0 keeps none. It changes no result.",
                unit = "MB of a million bytes",
                byDefault = "2000")
        int keptPasses,

        @Setting(
                value =
                        "Policy and value model are trained at the same time, each on half of the threads; their gradients and activations are then held at the same time, too. On a GPU, on one thread and with pretraining text mixed in they take turns all the same.",
                byDefault = "true")
        @OnlyWith(key = "advantages", value = "gae")
        boolean modelsTogether,

        @Setting(
                value =
                        "How much better than expected a token is: by a value model (gae), or against the other answers to its prompt (rloo, grpo), without one.",
                source = "gae: InstructGPT, TRL; rloo: Ahmadian et al. 2024; grpo: Shao et al. 2024",
                byDefault = "\"gae\"")
        AdvantageEstimator advantages,

        @Setting(
                value = "Advantages are divided by the deviation of their prompt's answers.",
                source = "Shao et al. 2024: yes; Liu et al. 2025 (Dr. GRPO): no",
                byDefault = "true")
        @OnlyWith(key = "advantages", value = "grpo")
        boolean grpoScale,

        @Setting(
                value = "What the sum of a minibatch's token losses is divided by.",
                source =
                        "token: lm-human-preferences, TRL's PPO, DAPO; answer: Shao et al. 2024; budget: Liu et al. 2025 (Dr. GRPO)",
                byDefault = "\"token\"")
        LossMean lossMean,

        @Setting(value = "The first iterations train the value model only.", unit = "iterations", byDefault = "0")
        @OnlyWith(key = "advantages", value = "gae")
        int valueWarmupIterations,

        @Setting(value = "Discount γ.", source = "InstructGPT C.4: 1", byDefault = "1")
        @OnlyWith(key = "advantages", value = "gae")
        double discount,

        @Setting(
                value = "λ of generalised advantage estimation.",
                source = "Schulman et al. 2016; lm-human-preferences: 0.95",
                byDefault = "0.95")
        @OnlyWith(key = "advantages", value = "gae")
        double lambda,

        @Setting(
                value = "The ratio to the proximal policy is clipped to 1 ± this.",
                source = "Schulman et al. 2017; InstructGPT C.4: 0.2",
                byDefault = "0.2")
        double clipRange,

        @Setting(
                value = "Values are clipped to those before the step ± this; 0 does not clip.",
                source = "lm-human-preferences: 0.2",
                byDefault = "0.2")
        @OnlyWith(key = "advantages", value = "gae")
        double valueClipRange,

        @Setting(
                value = "Advantages are shifted to mean 0 and scaled to variance 1.",
                source = "lm-human-preferences, TRL",
                byDefault = "true")
        @OnlyWith(key = "advantages", value = "gae")
        boolean whitenAdvantages,

        @Setting(
                value = "Over which tokens advantages are whitened.",
                source = "iteration: TRL; minibatch: lm-human-preferences",
                byDefault = "\"iteration\"")
        @OnlyWith(key = "advantages", value = "gae")
        @OnlyWith(key = "whitenAdvantages", value = "true")
        WhiteningScope whitenAdvantagesOver,

        @Setting(
                value = "Rewards are scaled to variance 1 over the iteration; their mean stays.",
                source = "lm-human-preferences (shift_mean=False); TRL: off",
                byDefault = "false")
        @OnlyWith(key = "advantages", value = "gae")
        boolean whitenRewards,

        @Setting(
                value =
                        "Scores are shifted to mean 0 and scaled to deviation 1 over this, before they are clipped; the unit of a value model that starts from the reward model is then not theirs.",
                source = "running: Zheng et al. 2023; none: InstructGPT (its reward model is shifted once), TRL",
                byDefault = "\"none\"")
        ScoreNormalisation scoreNormalisation,

        @Setting(
                value = "Scores are clipped to ± this before the KL penalty; 0 does not clip.",
                source = "Zheng et al. 2023; off: InstructGPT, TRL",
                byDefault = "0")
        double scoreClip,

        @Setting(
                value = "What the score of an answer without EOS becomes.",
                source = "subtract: TRL; replace: lm-human-preferences",
                byDefault = "\"subtract\"")
        MissingEos missingEos,

        @Setting(value = "The penalty of missingEos.", unit = "score", byDefault = "1")
        @OnlyWith(
                key = "missingEos",
                value = {"subtract", "replace"})
        double missingEosPenalty,

        @Setting(value = "The KL penalty.", byDefault = "{}")
        KlSettings kl,

        @Setting(
                value =
                        "The policy rests for the remainder of an iteration once a minibatch's KL from the proximal policy (k3) is above; the value model goes on. 0 never stops.",
                unit = "nats a token",
                source = "Spinning Up: 0.015; off: InstructGPT, lm-human-preferences, TRL",
                byDefault = "0")
        double stopAtKl,

        @Setting(
                value = "Coefficient of the entropy bonus, which is subtracted from the loss.",
                source = "Schulman et al. 2017: 0.01; 0: InstructGPT, lm-human-preferences, TRL",
                byDefault = "0")
        double entropyCoefficient,

        @Setting(
                value = "AdamW of the policy; its steps are gradient steps.",
                source = "InstructGPT C.4: constant, 10 warm-up iterations",
                byDefault = "{\"learningRate\": 1e-4, \"schedule\": \"constant\", \"epsilon\": 1e-5}")
        OptimizerSettings optimizer,

        @Setting(
                value = "AdamW of the value model.",
                source = "InstructGPT C.4: 9e-6, constant",
                byDefault = "{\"learningRate\": 3e-4, \"schedule\": \"constant\", \"epsilon\": 1e-5}")
        @OnlyWith(key = "advantages", value = "gae")
        OptimizerSettings valueOptimizer,

        @Setting(
                value = "Decay of the policy's moving average, which is what the last version holds; 0 has none.",
                source = "InstructGPT C.4: 0.992",
                byDefault = "0")
        double averageDecay,

        @Setting(
                value = "Coefficient γ of the pretraining gradients mixed in (PPO-ptx); 0 mixes none.",
                source = "InstructGPT C.4: 27.8",
                byDefault = "0")
        double pretrainingCoefficient,

        @Setting(value = "Rows {\"text\"} of PPO-ptx, as snapshot:ID or sha256:HEX.", byDefault = "\"\"")
        Optional<String> pretrainingData,

        @Setting(
                value = "Rows of pretraining text a gradient step.",
                source = "InstructGPT C.4: 8 times the episodes",
                byDefault = "16")
        @OnlyWith(key = "pretrainingCoefficient", value = OnlyWith.ABOVE_0)
        int pretrainingBatchSize,

        @Setting(
                value =
                        "Importance weights proximal / behaviour of every rollout are cut off here; 0 weighs only what an older policy (staleness 1 and above) or a quantised one wrote, cut off at 2.",
                source = "Espeholt et al. 2018 (IMPALA): 1; Yao et al. 2025: 2",
                byDefault = "0")
        double importanceCap,

        @Setting(
                value =
                        "Largest 99th percentile of |behaviour − proximal| log-probability at staleness 0, of rollouts that are not quantised; 0 does not check.",
                unit = "nats a token",
                byDefault = "0.05")
        double maxMismatch,

        @Setting(value = "Iteration i trains on rollouts of the policy after iteration i − staleness.", byDefault = "0")
        int staleness,

        @Setting(value = "Times a rollout is asked for before the run waits for a person.", byDefault = "3")
        int attempts,

        @Setting(value = "Share of an iteration's rollouts that may fail.", byDefault = "0.1")
        double maxFailedFraction,

        @Setting(
                value =
                        "Prompts {\"prompt\"} on which the last policy must score as well as the one the run began from, as snapshot:ID or sha256:HEX; where it does not, the run pauses with GUARD_FAILED and its alias stays where it was.",
                byDefault = "\"\"")
        Optional<String> guardPrompts,

        @Setting(value = "How far below it may score.", unit = "score", byDefault = "0")
        double guardTolerance) {
    public PpoSettings {
        Ranges.require(!rewards.isEmpty(), "rewards must name at least one reward model");
        Ranges.atLeast("iterations", iterations, 1);
        Ranges.atLeast("promptsPerIteration", promptsPerIteration, 1);
        Ranges.atLeast("samplesPerPrompt", samplesPerPrompt, 1);
        Ranges.positive("temperature", temperature);
        Ranges.atLeast("maxTokens", maxTokens, 1);
        Ranges.atLeast("epochs", epochs, 1);
        Ranges.atLeast("minibatches", minibatches, 1);
        Ranges.require(
                minibatches <= promptsPerIteration * samplesPerPrompt,
                "minibatches " + minibatches + " contradicts the " + promptsPerIteration * samplesPerPrompt
                        + " rollouts of an iteration");
        Ranges.atLeast("microbatchSize", microbatchSize, 1);
        Ranges.atLeast("keptPasses", keptPasses, 0);
        Ranges.atLeast("valueWarmupIterations", valueWarmupIterations, 0);
        Ranges.require(
                valueWarmupIterations < iterations,
                "valueWarmupIterations " + valueWarmupIterations + " contradicts iterations " + iterations);
        Ranges.fraction("discount", discount);
        Ranges.fraction("lambda", lambda);
        Ranges.require(
                !advantages.ofGroups() || samplesPerPrompt >= 2,
                "samplesPerPrompt " + samplesPerPrompt + " contradicts advantages "
                        + SettingsReader.spelling(advantages) + ": an answer is measured against another one");
        Ranges.require(
                kl.place(advantages) == KlPlace.REWARD || kl.estimator(advantages) != KlEstimator.K1,
                "kl.estimator k1 contradicts kl.place loss: the gradient of k1 is 0 in expectation, it would not hold the policy");
        Ranges.positive("clipRange", clipRange);
        Ranges.notNegative("valueClipRange", valueClipRange);
        Ranges.notNegative("scoreClip", scoreClip);
        Ranges.notNegative("missingEosPenalty", missingEosPenalty);
        Ranges.notNegative("stopAtKl", stopAtKl);
        Ranges.notNegative("entropyCoefficient", entropyCoefficient);
        Ranges.require(averageDecay >= 0 && averageDecay < 1, "averageDecay must be in [0, 1), was " + averageDecay);
        Ranges.notNegative("pretrainingCoefficient", pretrainingCoefficient);
        Ranges.require(
                (pretrainingCoefficient > 0) == pretrainingData.isPresent(),
                "pretrainingCoefficient " + pretrainingCoefficient + " contradicts pretrainingData "
                        + pretrainingData.orElse("\"\""));
        Ranges.atLeast("pretrainingBatchSize", pretrainingBatchSize, 1);
        Ranges.notNegative("importanceCap", importanceCap);
        Ranges.notNegative("maxMismatch", maxMismatch);
        Ranges.atLeast("staleness", staleness, 0);
        Ranges.atLeast("attempts", attempts, 1);
        Ranges.require(
                maxFailedFraction >= 0 && maxFailedFraction < 1,
                "maxFailedFraction must be in [0, 1), was " + maxFailedFraction);
        Ranges.notNegative("guardTolerance", guardTolerance);
        Ranges.require(
                guardTolerance == 0 || guardPrompts.isPresent(),
                "guardTolerance " + guardTolerance + " contradicts empty guardPrompts");
    }

    /** The most rollouts that go through a model at once. */
    public int rolloutsAtOnce() {
        return Math.min(microbatchSize, Math.ceilDiv(promptsPerIteration * samplesPerPrompt, minibatches));
    }

    /** Bytes for passes that are kept. */
    public long keptPassesBytes() {
        return keptPasses * 1_000_000L;
    }

    /** Whether policy and value model may be trained at the same time. Pretraining text is the policy's alone: the value model's threads would wait for it. */
    public boolean together() {
        return modelsTogether && !advantages.ofGroups() && pretrainingCoefficient == 0;
    }
}
