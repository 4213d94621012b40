package macaw.cli.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StalenessReportTest {
    @Test
    void theGainIsOfTwoRunsOfOneTurn() {
        var report = new StalenessReport(
                128,
                40,
                6,
                List.of(
                        new TreeMap<>(Map.of(0, 4.0, 1, 2.0)),
                        new TreeMap<>(Map.of(0, 9.0, 1, 3.0)),
                        new TreeMap<>(Map.of(0, 5.0, 1, 5.0))));
        assertThat(report.seconds()).containsEntry(0, new Spread(4, 5, 9)).containsEntry(1, new Spread(2, 3, 5));
        assertThat(report.gain()).containsOnlyKeys(1).containsEntry(1, new Spread(1, 2, 3));
        assertThat(report.text()).endsWith("an iteration at staleness 0 / at 1  1.00 / 2.00 / 3.00");
        assertThat(report.json()).contains("\"gain\":{\"1\":{\"min\":1.0,\"median\":2.0,\"max\":3.0}}");
    }
}
