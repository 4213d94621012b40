package macaw.demo.report;

import java.util.List;
import macaw.demo.report.DemoReport.Comparisons;

/**
 * What a round after the first came to: the last round's policy was labeled, the reward model went on from the last round's on
 * those rankings, and PPO went on from the last round's policy.
 *
 * @param number from 2
 * @param policy the round's policy, by its name among the report's
 * @param last the policy of the round before, whose answers were labeled
 * @param labelers how many of them there were
 * @param comparisons the rankings of this round
 * @param rewardModels the last round's reward model and this round's on the answers of the SFT policy, of {@code last} and of
 *     {@code policy}
 * @param winRates of {@code policy} against the SFT policy and against {@code last}
 */
public record RoundResult(
        int number,
        String policy,
        String last,
        int labelers,
        Comparisons comparisons,
        List<RewardComparison> rewardModels,
        List<WinRate> winRates) {
    public RoundResult {
        rewardModels = List.copyOf(rewardModels);
        winRates = List.copyOf(winRates);
    }
}
