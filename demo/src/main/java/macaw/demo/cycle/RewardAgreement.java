package macaw.demo.cycle;

import java.util.ArrayList;
import java.util.List;
import macaw.demo.report.Bootstrap;
import macaw.demo.report.Bootstrap.Estimate;
import macaw.demo.report.DemoReport.RewardModelResult;
import macaw.demo.report.PromptOutcome;
import macaw.demo.report.PromptOutcome.Sample;

/** How often a reward model orders two samples of one prompt as the rubric does; pairs that the rubric ties are left out. */
final class RewardAgreement {
    /** Differences of the rubric below this are a tie, as they are for labelers. */
    private static final double TIE = 0.05;

    private RewardAgreement() {}

    static RewardModelResult of(String version, List<PromptOutcome> outcomes, long seed) {
        List<Double> accuracies = new ArrayList<>();
        int pairs = 0;
        for (PromptOutcome outcome : outcomes) {
            int right = 0;
            int all = 0;
            for (Sample better : outcome.samples()) {
                for (Sample worse : outcome.samples()) {
                    if (better.rubric().total() >= worse.rubric().total() + TIE) {
                        all++;
                        right += better.reward() > worse.reward() ? 1 : 0;
                    }
                }
            }
            if (all > 0) {
                accuracies.add((double) right / all);
                pairs += all;
            }
        }
        Estimate accuracy = accuracies.isEmpty()
                ? new Estimate(0.5, 0, 1)
                : new Bootstrap(seed)
                        .mean(accuracies.stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray());
        return new RewardModelResult(version, accuracy, pairs);
    }
}
