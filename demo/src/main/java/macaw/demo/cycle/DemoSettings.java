package macaw.demo.cycle;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import macaw.demo.prompts.PromptSets;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.Project;
import macaw.v1.SamplingSettings;
import macaw.v1.TaskKind;
import macaw.v1.VersionRef;

/**
 * What a demonstration is run with.
 *
 * @param seed of prompts, labelers, training and sampling
 * @param baseModel directory of the base model's checkpoint
 * @param sizes prompts of each set
 * @param k outputs a comparison prompt
 * @param labelYourself comparison tasks that are left to a person
 * @param evaluateOnTuning settings were chosen with this on: results come from the tuning set instead of the held-out one
 * @param rounds how often the cycle from answers to a policy goes round
 * @param ppoInstead settings of the PPO runs in place of the recipe's; empty for results, few and small for a rehearsal
 */
public record DemoSettings(
        long seed,
        Path baseModel,
        PromptSets.Sizes sizes,
        int k,
        int labelYourself,
        boolean evaluateOnTuning,
        Rounds rounds,
        Map<String, Object> ppoInstead) {
    /** Longest answer, EOS included. */
    public static final int MAX_TOKENS = 40;

    private static final PromptSets.Sizes SIZES = new PromptSets.Sizes(1_000, 2_000, 1_000, 200, 200);
    private static final int K = 5;
    private static final Rounds ROUNDS = new Rounds(1, 1_000, 2);

    /**
     * Rounds of collecting, comparing, reward model and PPO.
     *
     * @param number 1 and above
     * @param comparisons prompts of each round after the first
     * @param overlap labelers who rank the answers to such a prompt
     */
    public record Rounds(int number, int comparisons, int overlap) {
        public Rounds {
            if (number < 1) {
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID, "a demonstration has 1 round or more, not " + number);
            }
        }
    }

    public DemoSettings {
        ppoInstead = Map.copyOf(ppoInstead);
        if (labelYourself < 0 || labelYourself > sizes.comparisons()) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "a person can label 0 to " + sizes.comparisons() + " tasks, not " + labelYourself);
        }
    }

    /** The settings that results are reported with. */
    public static DemoSettings frozen(long seed, Path baseModel) {
        return new DemoSettings(seed, baseModel, SIZES, K, 0, false, ROUNDS, Map.of());
    }

    /** The recipe's settings of the PPO run with what replaces some of them. */
    Map<String, Object> ppo(Map<String, Object> recipe) {
        var settings = new HashMap<>(recipe);
        settings.putAll(ppoInstead);
        return settings;
    }

    /** The same, with tasks left to a person. */
    public DemoSettings withLabelYourself(int tasks) {
        return new DemoSettings(seed, baseModel, sizes, k, tasks, evaluateOnTuning, rounds, ppoInstead);
    }

    /** The same, evaluated on the tuning set. */
    public DemoSettings onTuningSet() {
        return new DemoSettings(seed, baseModel, sizes, k, labelYourself, true, rounds, ppoInstead);
    }

    /** The same with that many rounds. */
    public DemoSettings withRounds(int number) {
        return new DemoSettings(
                seed,
                baseModel,
                sizes,
                k,
                labelYourself,
                evaluateOnTuning,
                new Rounds(number, rounds.comparisons(), rounds.overlap()),
                ppoInstead);
    }

    /** A project whose tasks are answers of that policy. */
    Project comparisons(String name, VersionRef policy, int overlap) {
        return Project.newBuilder()
                .setName(name)
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .setK(k)
                .setOverlap(overlap)
                .addPolicies(VersionNames.of(policy))
                .setSampling(SamplingSettings.newBuilder().setTemperature(1).setMaxTokens(MAX_TOKENS))
                .build();
    }

    /** How this demonstration's projects and runs are called. */
    String named(String what) {
        return "demo-" + seed + "-" + what;
    }
}
