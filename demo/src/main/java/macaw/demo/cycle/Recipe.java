package macaw.demo.cycle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The settings of the demonstration's runs. They may be chosen on the tuning set only; docs/demo.md says where they come from. */
final class Recipe {
    private static final int SFT_EPOCHS = 4;
    private static final int ITERATIONS = 26;
    private static final int LATER_ITERATIONS = 13;

    private final long seed;

    Recipe(long seed) {
        this.seed = seed;
    }

    /** SFT to its best held-out loss. */
    Map<String, Object> sft(String model, String demonstrations, String output) {
        return sft(model, demonstrations, output, SFT_EPOCHS);
    }

    /** The same with as many times the epochs as {@code times} says: the control that gets PPO's time. */
    Map<String, Object> longerSft(String model, String demonstrations, String output, double times) {
        return sft(model, demonstrations, output, (int) Math.ceil(SFT_EPOCHS * Math.max(1, times)));
    }

    private Map<String, Object> sft(String model, String demonstrations, String output, int epochs) {
        return Map.of(
                "model", model,
                "data", demonstrations,
                "output", output,
                "epochs", epochs,
                "batchSize", 16,
                "optimizer", Map.of("learningRate", 3e-4, "warmupSteps", 10),
                "seed", seed);
    }

    /** The reward model: one pass, as more overfits. */
    Map<String, Object> reward(String model, String comparisons, String demonstrations, String output) {
        return Map.of(
                "model", model,
                "data", comparisons,
                "demonstrations", demonstrations,
                "output", output,
                "epochs", 1,
                "batchSize", 8,
                "optimizer", Map.of("learningRate", 3e-4, "warmupSteps", 10),
                "seed", seed);
    }

    /**
     * The reward model of a later round goes on from that of the round before: it has learned from all rankings then, from each once,
     * and last from those of the answers that it is about to score.
     */
    Map<String, Object> furtherReward(String reward, String comparisons, String demonstrations, String output) {
        var settings = new HashMap<>(reward(reward, comparisons, demonstrations, output));
        settings.remove("model");
        settings.put("reward", reward);
        return settings;
    }

    /**
     * PPO of a later round goes on from the policy of the round before, half as long, on the same leash: the reference stays the SFT
     * policy, so that KL means the same in all rounds.
     */
    Map<String, Object> furtherPpo(String policy, String reference, String reward, String prompts, String output) {
        var settings = new HashMap<>(ppo(policy, reward, prompts, output));
        settings.put("reference", reference);
        settings.put("iterations", LATER_ITERATIONS);
        return settings;
    }

    /** PPO on a short leash: the coefficient of the KL penalty never falls. */
    Map<String, Object> ppo(String policy, String reward, String prompts, String output) {
        return Map.ofEntries(
                Map.entry("policy", policy),
                Map.entry("rewards", List.of(Map.of("name", reward))),
                Map.entry("prompts", prompts),
                Map.entry("output", output),
                Map.entry("iterations", ITERATIONS),
                Map.entry("valueWarmupIterations", 2),
                Map.entry("promptsPerIteration", 128),
                Map.entry("minibatches", 4),
                Map.entry("maxTokens", DemoSettings.MAX_TOKENS),
                Map.entry("kl", Map.of("coefficient", 0.3, "target", 1.0, "floor", 0.3)),
                Map.entry("optimizer", Map.of("learningRate", 1e-4, "schedule", "constant", "epsilon", 1e-5)),
                Map.entry("valueOptimizer", Map.of("learningRate", 3e-4, "schedule", "constant", "epsilon", 1e-5)),
                Map.entry("seed", seed));
    }
}
