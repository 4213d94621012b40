package macaw.cli.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final EngineReport ENGINE = new EngineReport(
            new EngineReport.Machine("a processor", 2, "25"),
            2,
            3,
            new EngineReport.Training(
                    List.of(100.0, 100.0, 100.0), List.of(60.0, 50.0, 40.0), List.of(100.0, 100.0, 50.0)),
            new EngineReport.Rollouts(List.of(10.0, 10.0, 10.0), List.of(30.0, 35.0, 50.0)));
    private static final PeerReport PEERS = new PeerReport(
            new EngineReport.Machine("a processor", 2, "25"),
            0.5,
            2,
            3,
            List.of(new PeerReport.Row(
                    "rollouts, a model",
                    "new tokens/s",
                    List.of(
                            new PeerReport.Measured("macaw", List.of(300.0, 800.0, 500.0)),
                            new PeerReport.Measured("somebody 1.2", List.of(100.0, 200.0, 200.0))),
                    List.of(
                            new PeerReport.Goal("rollouts / somebody", List.of(3.0, 4.0, 2.5), 2, 3, true),
                            new PeerReport.Goal("seconds", List.of(2.0, 2.0, 2.0), 3, 1, false)))),
            List.of("nobody: not here"));
    private static final PpoReport PPO =
            new PpoReport(128, 40, List.of(new IterationTimes(0.5, 4.5, 4.5, 0.25, 0.25, 4, 1, 0.5, 2560)));

    private static final LabelingReport LABELING = new LabelingReport(
            200,
            5,
            List.of(new LabelingReport.Repeat(
                    new Latency(100, 4, 10, 12), new Latency(40, 5, 25, 30), new Latency(300, 500, 900, 1000))));

    @Test
    void theLastLinesSetEachRatioAgainstWhatIsWanted() {
        List<String> lines =
                new BenchReport(ENGINE, PEERS, PPO, LABELING).text().lines().toList();
        assertThat(lines.subList(lines.size() - 6, lines.size()))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("sgemm", "0.50 / 0.60 / 0.80", "wanted: >= 0.5")
                                .endsWith("met"),
                        line -> assertThat(line)
                                .contains("batch 1", "3.00 / 3.50 / 5.00", "wanted: >= 4.0")
                                .endsWith("MISSED"),
                        line -> assertThat(line)
                                .contains("somebody", "2.50 / 3.00 / 4.00", "wanted: >= 2.0", "aim: 3.0")
                                .endsWith(" aim met"),
                        line -> assertThat(line)
                                .contains("seconds", "2.00 / 2.00 / 2.00", "wanted: < 3.0", "aim: 1.0")
                                .endsWith(" met"),
                        line -> assertThat(line)
                                .contains("not tensor work", "0.10 / 0.10 / 0.10", "wanted: < 0.1")
                                .endsWith("MISSED"),
                        line -> assertThat(line)
                                .contains("p99 of 200 labelers / of one", "2.50 / 2.50 / 2.50", "wanted: < 5.0")
                                .endsWith("met"));
        assertThat(lines).anyMatch(line -> line.contains("20 tokens an answer"));
    }

    @Test
    void whoTookTurnsStandsUnderItsWorkWithTheRatioOfEachRound() {
        List<String> lines =
                new BenchReport(null, PEERS, null, null).text().lines().toList();
        assertThat(lines)
                .contains("rollouts, a model, new tokens/s", "skipped: nobody: not here")
                .anySatisfy(line -> assertThat(line).startsWith("  macaw").endsWith("300 / 500 / 800"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  somebody 1.2")
                        .contains("100 / 200 / 200")
                        .endsWith("x 2.50 / 3.00 / 4.00"));
        assertThat(lines.getFirst()).contains("a processor", "2 cores", "load average 0.5");
    }

    @Test
    void aProgramGetsTheSame() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new BenchReport(ENGINE, PEERS, PPO, LABELING).json());
        assertThat(json.at("/engine/training/peak/2").asDouble()).isEqualTo(50);
        assertThat(json.at("/ppo/iterations/0/everythingElse").asDouble()).isEqualTo(1);
        assertThat(json.at("/ratios/0/met").asBoolean()).isTrue();
        assertThat(json.at("/ratios/1/wanted").asDouble()).isEqualTo(4);
        assertThat(json.at("/ratios/1").has("aim")).isFalse();
        assertThat(json.at("/ratios/2/aim").asDouble()).isEqualTo(3);
        assertThat(json.at("/peers/rows/0/measured/1/figures/2").asDouble()).isEqualTo(200);
        assertThat(new ObjectMapper()
                        .readTree(new BenchReport(null, null, PPO, null).json())
                        .has("engine"))
                .isFalse();
    }

    @Test
    void percentilesAreMeasuredRequestsByNearestRank() {
        List<Double> oneToTwoHundred =
                IntStream.rangeClosed(1, 200).mapToObj(i -> (double) (201 - i)).toList();
        assertThat(Latency.of(oneToTwoHundred, 10)).isEqualTo(new Latency(20, 100, 198, 200));
        assertThat(Latency.of(List.of(7.0), 1)).isEqualTo(new Latency(1, 7, 7, 7));
    }
}
