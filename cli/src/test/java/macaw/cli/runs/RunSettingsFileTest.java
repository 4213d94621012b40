package macaw.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import macaw.errors.CodedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSettingsFileTest {
    @TempDir
    Path directory;

    @Test
    void yamlBecomesJsonWithItsTypes() throws IOException {
        assertThat(read("output: demo\nseed: 7\noptimizer:\n  learningRate: 3e-4\nkeepBest: true\n")
                        .json())
                .isEqualTo(
                        "{\"output\":\"demo\",\"seed\":7,\"optimizer\":{\"learningRate\":3.0E-4},\"keepBest\":true}");
    }

    @Test
    void aDotReachesInsideAndASettingOnTheCommandLineWins() throws IOException {
        RunSettingsFile changed = read("seed: 7\noptimizer:\n  learningRate: 3e-4\n  warmupSteps: 10\n")
                .with(Map.of("optimizer.learningRate", "0.5"))
                .with(Map.of("kl.target", "1"));
        assertThat(changed.json())
                .isEqualTo(
                        "{\"seed\":7,\"optimizer\":{\"learningRate\":0.5,\"warmupSteps\":10},\"kl\":{\"target\":1}}");
    }

    @Test
    void aFileThatIsNoMappingIsRefusedByName() {
        assertThatThrownBy(() -> read("- a list\n"))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("run.yaml is not a mapping");
    }

    @Test
    void aSyntaxErrorSaysItsLine() {
        assertThatThrownBy(() -> read("output: demo\nseed: [7\n"))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("line ");
    }

    @Test
    void aKeyThatStandsThereTwiceIsRefusedAndSoIsASecondDocument() {
        assertThatThrownBy(() -> read("seed: 7\noutput: demo\nseed: 8\n"))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("seed");
        assertThatThrownBy(() -> read("seed: 7\n---\nseed: 8\n"))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("run.yaml cannot be read");
    }

    @Test
    void aFileThatCannotBeReadIsRefusedByName() throws IOException {
        assertThatThrownBy(() -> RunSettingsFile.read(directory))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining(directory + " cannot be read");
        Path file = Files.write(directory.resolve("run.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThatThrownBy(() -> RunSettingsFile.read(file))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining(file + " cannot be read");
        assertThatThrownBy(() -> RunSettingsFile.read(directory.resolve("none.yaml")))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("none.yaml does not exist");
    }

    @Test
    void aSettingOnTheCommandLineHasANameAndMayBeEmpty() throws IOException {
        assertThat(read("seed: 7\n").with(Map.of("init", "")).json()).isEqualTo("{\"seed\":7,\"init\":\"\"}");
        for (String key : new String[] {".", "", "a.", "a..b"}) {
            assertThatThrownBy(() -> read("seed: 7\n").with(Map.of(key, "1")))
                    .isInstanceOf(CodedException.class)
                    .hasMessageContaining("'" + key + "' is no name of a setting");
        }
    }

    private RunSettingsFile read(String yaml) throws IOException {
        Path file = directory.resolve("run.yaml");
        Files.writeString(file, yaml);
        return RunSettingsFile.read(file);
    }
}
