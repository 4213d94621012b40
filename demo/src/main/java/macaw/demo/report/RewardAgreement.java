package macaw.demo.report;

import java.util.List;
import java.util.OptionalDouble;
import macaw.demo.report.Bootstrap.Estimate;
import macaw.demo.report.DemoReport.RewardModelResult;
import macaw.demo.report.PromptOutcome.Sample;

/** How often a reward model orders two samples of one prompt as the rubric does, equal rewards counting half; pairs that the rubric ties are left out. */
public final class RewardAgreement {
    /** Differences of the rubric below this are a tie, as they are for labelers. */
    static final double TIE = 0.05;

    private RewardAgreement() {}

    /** Mean over prompts with its interval. */
    public static RewardModelResult of(String version, List<PromptOutcome> outcomes, long seed) {
        double[] accuracies = byPrompt(outcomes);
        Estimate accuracy = accuracies.length == 0 ? new Estimate(0.5, 0, 1) : new Bootstrap(seed).mean(accuracies);
        return new RewardModelResult(
                version,
                accuracy,
                outcomes.stream().mapToInt(RewardAgreement::pairs).sum());
    }

    /**
     * The newer model's accuracy minus the earlier one's, prompt by prompt, on the same samples.
     *
     * @param earlier the samples with the earlier model's rewards
     * @param newer the same samples in the same order with the newer model's
     */
    static Estimate difference(List<PromptOutcome> newer, List<PromptOutcome> earlier, long seed) {
        double[] after = byPrompt(newer);
        return after.length == 0
                ? new Estimate(0, -1, 1)
                : new Bootstrap(seed).pairedDifference(after, byPrompt(earlier));
    }

    /** Of each prompt with a pair that the rubric does not tie, the share of such pairs in the rubric's order. */
    private static double[] byPrompt(List<PromptOutcome> outcomes) {
        return outcomes.stream()
                .map(RewardAgreement::accuracy)
                .flatMapToDouble(OptionalDouble::stream)
                .toArray();
    }

    private static OptionalDouble accuracy(PromptOutcome outcome) {
        return outcome.samples().stream()
                .flatMapToDouble(better -> outcome.samples().stream()
                        .filter(worse -> isBetter(better, worse))
                        .mapToDouble(worse -> credit(better.reward(), worse.reward())))
                .average();
    }

    private static double credit(double better, double worse) {
        return better > worse ? 1 : better == worse ? 0.5 : 0;
    }

    private static int pairs(PromptOutcome outcome) {
        return (int) outcome.samples().stream()
                .flatMap(better -> outcome.samples().stream().filter(worse -> isBetter(better, worse)))
                .count();
    }

    private static boolean isBetter(Sample better, Sample worse) {
        return better.rubric().total() >= worse.rubric().total() + TIE;
    }
}
