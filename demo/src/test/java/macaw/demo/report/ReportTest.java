package macaw.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import macaw.demo.prompts.Instruction;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.prompts.Kind;
import macaw.demo.prompts.Task.Listing;
import macaw.demo.report.Bootstrap.Estimate;
import macaw.demo.report.DemoReport.Comparisons;
import macaw.demo.report.DemoReport.Flagship;
import macaw.demo.report.DemoReport.PromptSet;
import macaw.demo.report.DemoReport.RewardModelResult;
import macaw.demo.report.DemoReport.SideBySide;
import macaw.demo.report.DemoReport.Stage;
import macaw.demo.report.PromptOutcome.Sample;
import macaw.demo.rubric.RubricScore;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final DemoReport report = new DemoReport(
            1,
            PromptSet.HELD_OUT,
            new Comparisons(100, 0),
            List.of(policy("base", 0.1), policy("sft", 0.5), policy("ppo", 0.8), policy("sft-longer", 0.5)),
            new RewardModelResult("default/demo-reward@1", new Estimate(0.8, 0.7, 0.9), 120),
            List.of(new Stage("sft", 41.5)),
            List.of(new SideBySide("Write a shopping list", "Walk the dog.", "- tea", "- tea\n- bread")),
            new Flagship("Write a shopping list", 10, 0, 5, 9),
            List.of(),
            OptionalLong.empty());

    @Test
    void theIntervalOfEqualValuesHasNoWidth() {
        assertThat(new Bootstrap(1).mean(new double[] {0.5, 0.5, 0.5})).isEqualTo(new Estimate(0.5, 0.5, 0.5));
    }

    @Test
    void theIntervalOfACoinIsThatOfTheNormalDistribution() {
        double[] coin = IntStream.range(0, 400).mapToDouble(i -> i % 2).toArray();
        Estimate estimate = new Bootstrap(1).mean(coin);
        // 0.5 ± 1.96 · 0.5 / √400
        assertThat(estimate.low()).isCloseTo(0.451, within(0.006));
        assertThat(estimate.high()).isCloseTo(0.549, within(0.006));
        assertThat(new Bootstrap(1).mean(coin)).isEqualTo(estimate);
    }

    @Test
    void aPairedDifferenceIgnoresWhatBothShare() {
        double[] before = IntStream.range(0, 100).mapToDouble(i -> i / 100.0).toArray();
        double[] after =
                IntStream.range(0, 100).mapToDouble(i -> before[i] + 0.1).toArray();
        Estimate difference = new Bootstrap(1).pairedDifference(after, before);
        assertThat(difference.low()).isCloseTo(0.1, within(1e-9));
        assertThat(difference.isAboveZero()).isTrue();
        assertThatThrownBy(() -> new Bootstrap(1).pairedDifference(after, new double[3]))
                .hasMessageContaining("100 and 3");
    }

    @Test
    void theJsonHasTheKeysThatAreDocumented() {
        JsonNode node = ReportJson.node(report);
        assertThat(node.get("seed").asLong()).isEqualTo(1);
        JsonNode ppo = node.get("policies").get(2);
        assertThat(ppo.get("name").asText()).isEqualTo("ppo");
        assertThat(ppo.get("version").asText()).isEqualTo("default/demo-ppo@1");
        assertThat(ppo.get("rubric").asDouble()).isGreaterThan(0.8);
        assertThat(ppo.get("rubricInterval")).hasSize(2);
        assertThat(ppo.has("reward") && ppo.has("length") && ppo.has("kl")).isTrue();
        assertThat(ppo.get("parts").get("onPoint").asDouble()).isEqualTo(0.8, within(1e-9));
        assertThat(node.get("rewardModel").get("heldOutAccuracy").asDouble()).isEqualTo(0.8);
        assertThat(node.get("rewardModel").get("interval").get(0).asDouble()).isEqualTo(0.7);
        assertThat(node.get("rewardModel").get("pairs").asInt()).isEqualTo(120);
        assertThat(node.get("stages").get(0).get("seconds").asDouble()).isEqualTo(41.5);
        assertThat(node.get("samples").get(0).get("base").asText()).isEqualTo("Walk the dog.");
        assertThat(node.get("promptSet").asText()).isEqualTo("heldOut");
        assertThat(node.get("comparisons").get("byPeople").asInt()).isZero();
        assertThat(node.get("differences").get(0).get("form").asDouble()).isZero();
        assertThat(node.get("flagship").get("shoppingLists").asInt()).isEqualTo(9);
        assertThat(node.get("flagship").get("shoppingListsByBase").asInt()).isZero();
        assertThat(node.has("rounds")).isFalse();
        assertThat(node.has("peakMemoryBytes")).isFalse();
        assertThat(ReportJson.node(report.withPeakMemory(5_000_000_000L))
                        .get("peakMemoryBytes")
                        .asLong())
                .isEqualTo(5_000_000_000L);
    }

    @Test
    void theTableShowsEachPolicyEachDifferenceAndTheAnswers() {
        assertThat(ReportTable.of(report))
                .contains("Write a shopping list", "sft-longer", "ppo - sft", "0.300 [0.300, 0.300]")
                .contains("Held-out prompts: 8;")
                .contains("of 10 draws at T = 1, 0 of base, 5 of SFT and 9 of PPO are shopping lists.")
                .contains("All labelers were simulated.");
    }

    @Test
    void whatAPersonComparedAndWhatTheTuningPromptsSayIsCalledThat() {
        var tuned = new DemoReport(
                report.seed(),
                PromptSet.TUNING,
                new Comparisons(100, 3),
                report.policies(),
                report.rewardModel(),
                report.stages(),
                report.samples(),
                report.flagship(),
                List.of(),
                OptionalLong.of(4_200_000_000L));
        assertThat(ReportTable.of(tuned))
                .contains("Tuning prompts: 8;")
                .contains("3 of 100 comparisons were yours")
                .contains("up to 4.20 GB of memory")
                .doesNotContain("Held-out")
                .doesNotContain("held-out")
                .doesNotContain("All labelers");
        assertThat(ReportJson.node(tuned).get("promptSet").asText()).isEqualTo("tuning");
    }

    private static PolicyResult policy(String name, double onPoint) {
        List<PromptOutcome> outcomes = IntStream.range(0, 8)
                .mapToObj(i -> new PromptOutcome(
                        new Instruction(
                                "prompt " + i,
                                Kind.GROCERIES,
                                new Listing(Set.of("tea"), 1),
                                i % 2 == 0 ? Novelty.FILLING : Novelty.TEMPLATE),
                        List.of(new Sample(
                                "- tea", new RubricScore(onPoint, 1, 1, 1, 1, 1), 5, 0.3, OptionalDouble.of(0.4)))))
                .toList();
        return new PolicyResult(name, "default/demo-" + name + "@1", outcomes, outcomes);
    }
}
