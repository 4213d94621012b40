package macaw.demo.cycle;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import macaw.demo.prompts.PromptSets;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * What a demonstration is run with.
 *
 * @param seed of prompts, labelers, training and sampling
 * @param baseModel directory of the base model's checkpoint
 * @param sizes prompts of each set
 * @param k outputs a comparison prompt
 * @param labelYourself comparison tasks that are left to a person
 * @param evaluateOnTuning settings were chosen with this on: results come from the tuning set instead of the held-out one
 * @param ppoInstead settings of the PPO run in place of the recipe's; empty for results, few and small for a rehearsal
 */
public record DemoSettings(
        long seed,
        Path baseModel,
        PromptSets.Sizes sizes,
        int k,
        int labelYourself,
        boolean evaluateOnTuning,
        Map<String, Object> ppoInstead) {
    /** Longest answer, EOS included. */
    public static final int MAX_TOKENS = 40;

    private static final PromptSets.Sizes SIZES = new PromptSets.Sizes(1_000, 2_000, 1_000, 200, 200);
    private static final int K = 5;

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
        return new DemoSettings(seed, baseModel, SIZES, K, 0, false, Map.of());
    }

    /** The recipe's settings of the PPO run with what replaces some of them. */
    Map<String, Object> ppo(Map<String, Object> recipe) {
        var settings = new HashMap<>(recipe);
        settings.putAll(ppoInstead);
        return settings;
    }

    /** The same, with tasks left to a person. */
    public DemoSettings withLabelYourself(int tasks) {
        return new DemoSettings(seed, baseModel, sizes, k, tasks, evaluateOnTuning, ppoInstead);
    }

    /** The same, evaluated on the tuning set. */
    public DemoSettings onTuningSet() {
        return new DemoSettings(seed, baseModel, sizes, k, labelYourself, true, ppoInstead);
    }
}
