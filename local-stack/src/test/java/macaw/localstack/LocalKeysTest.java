package macaw.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKeysTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path state;

    @Test
    void keysAreMadeOnceAndAKeyThatSomebodyAddedStays() throws IOException {
        LocalKeys made = LocalKeys.in(state);
        JsonNode hashes = JSON.readTree(made.file().toFile());
        ((ArrayNode) hashes.path("keys")).addObject().put("id", "colleague").put("sha256", "0".repeat(64));
        JSON.writeValue(made.file().toFile(), hashes);

        assertThat(LocalKeys.in(state)).isEqualTo(made);
        assertThat(JSON.readTree(made.file().toFile())).isEqualTo(hashes);
        assertThat(hashes.path("keys").findValuesAsText("id"))
                .containsExactly("operator", "service", "reviewer", "labeler", "colleague");
    }

    @Test
    void aFileOfHashesThatIsNoJsonIsNamedAndKept() throws IOException {
        Path file = LocalKeys.in(state).file();
        Files.writeString(file, "{");
        assertThatThrownBy(() -> LocalKeys.in(state))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(state.toString());
        assertThat(file).hasContent("{");
    }
}
