package macaw.demo.report;

import java.util.List;
import macaw.demo.report.Bootstrap.Estimate;
import macaw.demo.report.DemoReport.RewardModelResult;

/**
 * Two reward models on the same answers of one policy.
 *
 * @param policy whose answers
 * @param earlier the reward model of the round before
 * @param newer the reward model of the round
 * @param difference accuracy of the newer minus that of the earlier one, prompt by prompt
 */
public record RewardComparison(String policy, RewardModelResult earlier, RewardModelResult newer, Estimate difference) {

    /** The answers of a policy as one reward model scores them. */
    public record Scored(String version, List<PromptOutcome> outcomes) {
        public Scored {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** Compares them; both must have the same answers in the same order. */
    public static RewardComparison of(String policy, Scored earlier, Scored newer, long seed) {
        return new RewardComparison(
                policy,
                RewardAgreement.of(earlier.version(), earlier.outcomes(), seed),
                RewardAgreement.of(newer.version(), newer.outcomes(), seed),
                RewardAgreement.difference(newer.outcomes(), earlier.outcomes(), seed));
    }
}
