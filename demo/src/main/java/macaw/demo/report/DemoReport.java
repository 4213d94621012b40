package macaw.demo.report;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import macaw.demo.report.Bootstrap.Estimate;

/**
 * What a demonstration found.
 *
 * @param promptSet whose prompts the results are about
 * @param comparisons who made the comparisons that the reward model learned from
 * @param policies base, sft, ppo, sft-longer and those of later rounds, with the same prompts in the same order
 * @param stages in the order they ran
 * @param samples answers side by side
 * @param rounds those after the first
 * @param peakMemoryBytes the most resident memory that all processes together were seen to take; absent where nobody looked
 */
public record DemoReport(
        long seed,
        PromptSet promptSet,
        Comparisons comparisons,
        List<PolicyResult> policies,
        RewardModelResult rewardModel,
        List<Stage> stages,
        List<SideBySide> samples,
        Flagship flagship,
        List<RoundResult> rounds,
        OptionalLong peakMemoryBytes) {
    public DemoReport {
        policies = List.copyOf(policies);
        stages = List.copyOf(stages);
        samples = List.copyOf(samples);
        rounds = List.copyOf(rounds);
    }

    /** The same, with what was seen of memory. */
    public DemoReport withPeakMemory(long bytes) {
        return new DemoReport(
                seed,
                promptSet,
                comparisons,
                policies,
                rewardModel,
                stages,
                samples,
                flagship,
                rounds,
                OptionalLong.of(bytes));
    }

    /** Whose prompts results are about. */
    public enum PromptSet {
        /** Settings may be chosen by these, so they prove nothing. */
        TUNING("tuning", "Tuning"),
        /** Nothing was trained on these, nor chosen by their scores. */
        HELD_OUT("heldOut", "Held-out");

        private final String key;
        private final String title;

        PromptSet(String key, String title) {
            this.key = key;
            this.title = title;
        }

        /** In JSON. */
        public String key() {
            return key;
        }

        /** At the beginning of a heading. */
        String title() {
            return title;
        }
    }

    /**
     * Who made the comparisons.
     *
     * @param total all that were handed in
     * @param byPeople those of them that no program made
     */
    public record Comparisons(int total, int byPeople) {}

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
     * Draws at temperature 1 to one prompt that asks for a shopping list: "Write a shopping list", on the tuning set another. A
     * draw counts as one where it is a list in full form that ends by itself and names nothing twice, with at least three things
     * that can be bought, which are at least three quarters of what it names and of what was asked for.
     *
     * @param draws of each policy
     * @param byBase draws of the base model that count
     * @param bySft draws of the SFT policy that count
     * @param byPpo draws of the PPO policy that count
     */
    public record Flagship(String prompt, int draws, int byBase, int bySft, int byPpo) {}

    /** The result of that policy. */
    public PolicyResult policy(String name) {
        return policies.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy " + name + " in the report"));
    }

    /** Each comparison of two policies that the report makes. */
    public List<Difference> differences() {
        return Stream.concat(
                        Stream.of(difference("sft", "base"), difference("ppo", "sft"), difference("ppo", "sft-longer")),
                        rounds.stream()
                                .flatMap(round -> Stream.of(
                                        difference(round.policy(), "sft"), difference(round.policy(), round.last()))))
                .toList();
    }

    /** One policy against another, prompt by prompt. */
    public record Difference(
            String after, String before, Estimate rubric, Estimate onPoint, Estimate form, Estimate greedy) {}

    private Difference difference(String after, String before) {
        var bootstrap = new Bootstrap(seed);
        PolicyResult a = policy(after);
        PolicyResult b = policy(before);
        return new Difference(
                after,
                before,
                bootstrap.pairedDifference(a.rubric(), b.rubric()),
                bootstrap.pairedDifference(a.part(RubricPart.ON_POINT), b.part(RubricPart.ON_POINT)),
                bootstrap.pairedDifference(a.part(RubricPart.FORM), b.part(RubricPart.FORM)),
                bootstrap.pairedDifference(a.greedyRubric(), b.greedyRubric()));
    }
}
