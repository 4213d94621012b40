package macaw.cli.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchRowsTest {
    private final BenchRows rows = new BenchRows();

    @Test
    void aRowIsWhatItsRunLearnsFrom() throws IOException {
        assertThat(read(rows.prompts(20)))
                .hasSize(20)
                .allSatisfy(row -> assertThat(row.path("prompt").asText()).isNotBlank());
        assertThat(read(rows.demonstrations(20)))
                .hasSize(20)
                .allSatisfy(row -> assertThat(row.path("response").asText()).isNotBlank());
        assertThat(read(rows.comparisons(20))).hasSize(20).allSatisfy(row -> {
            List<Integer> ranked = new ArrayList<>();
            row.path("ranking").forEach(group -> group.forEach(index -> ranked.add(index.asInt())));
            assertThat(ranked).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(row.path("outputs")).hasSize(3);
        });
    }

    @Test
    void everyBenchmarkHasTheSameRows() throws IOException {
        assertThat(rows.comparisons(5).readAllBytes())
                .isEqualTo(new BenchRows().comparisons(5).readAllBytes());
    }

    private static List<JsonNode> read(InputStream lines) throws IOException {
        List<JsonNode> read = new ArrayList<>();
        for (String line :
                new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
            read.add(new ObjectMapper().readTree(line));
        }
        return read;
    }
}
