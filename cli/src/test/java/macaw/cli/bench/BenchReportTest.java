package macaw.cli.bench;

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
                new BenchReport(ENGINE, PPO, LABELING).text().lines().toList();
        assertThat(lines.subList(lines.size() - 4, lines.size()))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("sgemm", "0.50 / 0.60 / 0.80", "wanted: >= 0.5")
                                .endsWith("met"),
                        line -> assertThat(line)
                                .contains("batch 1", "3.00 / 3.50 / 5.00", "wanted: >= 4.0")
                                .endsWith("MISSED"),
                        line -> assertThat(line)
                                .contains("not tensor work", "0.10 / 0.10 / 0.10", "wanted: < 0.1")
                                .endsWith("MISSED"),
                        line -> assertThat(line)
                                .contains("p99 of 200 labelers / of one", "2.50 / 2.50 / 2.50", "wanted: < 5.0")
                                .endsWith("met"));
        assertThat(lines).anyMatch(line -> line.contains("20 tokens an answer"));
    }

    @Test
    void aProgramGetsTheSame() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new BenchReport(ENGINE, PPO, LABELING).json());
        assertThat(json.at("/engine/training/peak/2").asDouble()).isEqualTo(50);
        assertThat(json.at("/ppo/iterations/0/everythingElse").asDouble()).isEqualTo(1);
        assertThat(json.at("/ratios/0/met").asBoolean()).isTrue();
        assertThat(json.at("/ratios/1/wanted").asDouble()).isEqualTo(4);
        assertThat(new ObjectMapper()
                        .readTree(new BenchReport(null, PPO, null).json())
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
