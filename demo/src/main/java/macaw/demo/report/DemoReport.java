package macaw.demo.report;

import java.util.List;
import macaw.demo.report.Bootstrap.Estimate;

/**
 * What a demonstration found.
 *
 * @param policies base, sft, ppo and sft-longer, with the same prompts in the same order
 * @param stages in the order they ran
 * @param samples answers side by side
 */
public record DemoReport(
        long seed,
        List<PolicyResult> policies,
        RewardModelResult rewardModel,
        List<Stage> stages,
        List<SideBySide> samples,
        Flagship flagship) {
    public DemoReport {
        policies = List.copyOf(policies);
        stages = List.copyOf(stages);
        samples = List.copyOf(samples);
    }

    /**
     * How often the reward model orders two outputs of a held-out prompt as the rubric does.
     *
     * @param accuracy with an interval over prompts
     * @param pairs pairs of outputs whose rubric differs
     */
    public record RewardModelResult(String version, Estimate accuracy, int pairs) {}

    /** How long a stage took. */
    public record Stage(String name, double seconds) {}

    /** One prompt's answers. */
    public record SideBySide(String prompt, String base, String sft, String ppo) {}

    /**
     * Draws of PPO at temperature 1 to "Write a shopping list".
     *
     * @param shoppingLists those that are a list of at least three different things, all of which can be bought
     */
    public record Flagship(int draws, int shoppingLists) {}

    /** The result of that policy. */
    public PolicyResult policy(String name) {
        return policies.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy " + name + " in the report"));
    }

    /** Each comparison of two policies that the report makes. */
    public List<Difference> differences() {
        return List.of(difference("sft", "base"), difference("ppo", "sft"), difference("ppo", "sft-longer"));
    }

    /** One policy against another, prompt by prompt. */
    public record Difference(String after, String before, Estimate rubric, Estimate onPoint, Estimate greedy) {}

    private Difference difference(String after, String before) {
        var bootstrap = new Bootstrap(seed);
        PolicyResult a = policy(after);
        PolicyResult b = policy(before);
        return new Difference(
                after,
                before,
                bootstrap.pairedDifference(a.rubric(), b.rubric()),
                bootstrap.pairedDifference(a.onPoint(), b.onPoint()),
                bootstrap.pairedDifference(a.greedyRubric(), b.greedyRubric()));
    }
}
