package macaw.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.demo.prompts.Instruction;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.prompts.Kind;
import macaw.demo.prompts.Task.Listing;
import macaw.demo.report.Bootstrap.Estimate;
import macaw.demo.report.DemoReport.Comparisons;
import macaw.demo.report.DemoReport.Flagship;
import macaw.demo.report.DemoReport.PromptSet;
import macaw.demo.report.DemoReport.RewardModelResult;
import macaw.demo.report.PromptOutcome.Sample;
import macaw.demo.report.RewardComparison.Scored;
import macaw.demo.rubric.RubricScore;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final double[] QUALITIES = {0.1, 0.3, 0.3, 0.5};

    @Test
    void aRewardModelIsRightOnThePairsThatItOrdersAsTheRubricDoesAndTiedOnesDoNotCount() {
        // untied: 4 over 1, 2, 3 and 2, 3 over 1
        RewardModelResult found = RewardAgreement.of("rm", List.of(outcome(QUALITIES, 0.1, 0.3, 0.0, 0.9)), 1);
        assertThat(found.pairs()).isEqualTo(5);
        assertThat(found.accuracy().mean()).isEqualTo(4 / 5.0);
        RewardModelResult undecided = RewardAgreement.of("rm", List.of(outcome(QUALITIES, 1, 1, 1, 1)), 1);
        assertThat(undecided.accuracy().mean()).as("equal rewards are half").isEqualTo(0.5);
    }

    @Test
    void theDifferenceOfTwoRewardModelsIsThatOfTheirAccuraciesOnTheSamePairs() {
        // two prompts where the newer model is right on all five pairs, the earlier on four and on one; one of ties
        // alone
        List<PromptOutcome> earlier = List.of(
                outcome(QUALITIES, 0.1, 0.3, 0.0, 0.9),
                outcome(QUALITIES, 0.8, 0.9, 0.7, 0.6),
                outcome(new double[] {0.5, 0.5}, 0, 1));
        List<PromptOutcome> newer = List.of(
                outcome(QUALITIES, 0.1, 0.3, 0.2, 0.9),
                outcome(QUALITIES, -3, -1, -2, 0),
                outcome(new double[] {0.5, 0.5}, 0, 1));
        RewardComparison compared =
                RewardComparison.of("ppo", new Scored("rm@1", earlier), new Scored("rm@2", newer), 1);
        assertThat(compared.earlier().accuracy().mean()).isEqualTo((0.8 + 0.2) / 2, within(1e-12));
        assertThat(compared.newer().accuracy()).isEqualTo(new Estimate(1, 1, 1));
        assertThat(compared.difference().mean()).isEqualTo((0.2 + 0.8) / 2, within(1e-12));
        assertThat(compared.difference().low()).isEqualTo(0.2, within(1e-12));
        assertThat(compared.newer().pairs()).isEqualTo(10);
    }

    @Test
    void aPolicyWinsWhereTheRubricSetsItsAnswersApartAndTiesAreHalf() {
        // 0.5 beats both, 0.3 beats 0.1 and ties with 0.32
        PolicyResult policy = policy("ppo-2", outcome(new double[] {0.5, 0.3}, 0, 0));
        PolicyResult against = policy("ppo", outcome(new double[] {0.1, 0.32}, 0, 0));
        assertThat(WinRate.of(policy, against, 1).rate().mean()).isEqualTo((1 + 1 + 1 + 0.5) / 4);
        assertThat(WinRate.of(against, policy, 1).rate().mean()).isEqualTo(0.5 / 4);
        assertThat(WinRate.of(policy, policy, 1).rate().mean()).isEqualTo(0.5);
    }

    @Test
    void aReportOfSeveralRoundsShowsEachRoundsRewardModelsAndWinRates() {
        PolicyResult sft = policy("sft", outcome(QUALITIES, 0.8, 0.9, 0.7, 0.6));
        PolicyResult second = policy("ppo-2", outcome(QUALITIES, 0.1, 0.3, 0.2, 0.9));
        var round = new RoundResult(
                2,
                "ppo-2",
                "ppo",
                10,
                new Comparisons(24, 0),
                List.of(RewardComparison.of(
                        "ppo", new Scored("rm@1", sft.sampled()), new Scored("rm@2", second.sampled()), 1)),
                List.of(WinRate.of(second, sft, 1)));
        var report = new DemoReport(
                1,
                PromptSet.HELD_OUT,
                new Comparisons(12, 0),
                Stream.concat(
                                Stream.of("base", "ppo", "sft-longer")
                                        .map(name -> policy(name, sft.sampled().getFirst())),
                                Stream.of(sft, second))
                        .toList(),
                new RewardModelResult("rm@1", new Estimate(0.2, 0.1, 0.3), 5),
                List.of(),
                List.of(),
                new Flagship("Write a shopping list", 10, 0, 5, 9),
                List.of(round),
                OptionalLong.empty());

        assertThat(ReportTable.of(report))
                .contains("2, ppo", "0.200 [0.200, 0.200]", "1.000 [1.000, 1.000]", "0.800 [0.800, 0.800]")
                .contains("against sft", "ppo-2 - sft", "ppo-2 - ppo")
                .contains("Round 2: 24 comparisons of answers of ppo by 10 simulated labelers.");
        JsonNode node = ReportJson.node(report).get("rounds").get(0);
        assertThat(node.get("round").asInt()).isEqualTo(2);
        assertThat(node.get("labelers").asInt()).isEqualTo(10);
        assertThat(node.get("comparisons").asInt()).isEqualTo(24);
        JsonNode models = node.get("rewardModels").get(0);
        assertThat(models.get("answersOf").asText()).isEqualTo("ppo");
        assertThat(models.get("pairs").asInt()).isEqualTo(5);
        assertThat(models.get("earlierVersion").asText()).isEqualTo("rm@1");
        assertThat(models.get("newer").asDouble()).isEqualTo(1);
        assertThat(models.get("differenceInterval").get(0).asDouble()).isEqualTo(0.8, within(1e-12));
        JsonNode win = node.get("winRates").get(0);
        assertThat(win.get("against").asText()).isEqualTo("sft");
        assertThat(win.get("rate").asDouble()).isEqualTo(0.5);
        assertThat(win.get("rateInterval")).hasSize(2);
    }

    private static PolicyResult policy(String name, PromptOutcome outcome) {
        return new PolicyResult(name, "default/demo-" + name + "@1", List.of(outcome), List.of(outcome));
    }

    /** One sample a quality, each with its reward. */
    private static PromptOutcome outcome(double[] qualities, double... rewards) {
        return new PromptOutcome(
                new Instruction("Make a list.", Kind.ANYTHING, new Listing(Set.of("tea"), 1), Novelty.COMBINATION),
                IntStream.range(0, qualities.length)
                        .mapToObj(i -> new Sample("- tea", scored(qualities[i]), 5, rewards[i], OptionalDouble.empty()))
                        .toList());
    }

    private static RubricScore scored(double total) {
        return new RubricScore(total / 0.55, 0, 0, 0, 0, 0);
    }
}
