package macaw.cli.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import macaw.cli.bench.figures.AnswerLedger.Answer;
import macaw.cli.bench.figures.RlPathReport.Flow;
import macaw.cli.bench.figures.RlPathReport.Scoring;
import macaw.cli.bench.figures.RlPathReport.Topics;
import org.junit.jupiter.api.Test;

class RlPathReportTest {
    private static final Flow ALONE = Flow.of(List.of(new Answer(80, 20, 10), new Answer(60, 40, 30)), 0.5);
    private static final Flow TOGETHER =
            Flow.of(List.of(new Answer(90, 20, 10), new Answer(190, 20, 10), new Answer(90, 20, 10)), 0.25);
    private static final RlPathReport REPORT = new RlPathReport(
            40,
            64,
            16,
            List.of(new Topics(ALONE, TOGETHER)),
            List.of(new Scoring(new Latency(100, 4, 10, 12), new Latency(400, 5, 25, 30), new Latency(500, 5, 9, 10))),
            2);

    @Test
    void aFlowIsCountedInRolloutsTokensAndAges() {
        assertThat(ALONE.rolloutsPerSecond()).isEqualTo(4);
        assertThat(ALONE.tokensPerSecond()).isEqualTo(80);
        assertThat(ALONE.written()).isEqualTo(new Ages(60, 80, 80, 80));
        assertThat(ALONE.scored()).isEqualTo(new Ages(20, 40, 40, 40));
        assertThat(ALONE.whole()).isEqualTo(new Ages(100, 100, 100, 100));
    }

    @Test
    void theLastLinesAreRatiosOfTurns() {
        List<String> lines = REPORT.text().lines().toList();
        assertThat(lines.subList(lines.size() - 3, lines.size()))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("rollouts/s, 64 in flight / 1")
                                .endsWith("3.00 / 3.00 / 3.00"),
                        line -> assertThat(line)
                                .startsWith("scores/s, 16 callers / 1")
                                .endsWith("4.00 / 4.00 / 4.00"),
                        line -> assertThat(line)
                                .startsWith("scores/s, one stream / 16 callers")
                                .endsWith("1.25 / 1.25 / 1.25"));
        assertThat(lines).contains("5 prompts, one answer each; 2 records came twice and were equal");
    }

    @Test
    void aProgramGetsTheSame() throws Exception {
        JsonNode json = new ObjectMapper().readTree(REPORT.json());
        assertThat(json.at("/topics/0/together/whole/p99").asDouble()).isEqualTo(210);
        assertThat(json.at("/scoring/0/stream/perSecond").asDouble()).isEqualTo(500);
        assertThat(json.at("/repeated").asInt()).isEqualTo(2);
    }
}
