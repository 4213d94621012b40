package macaw.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import macaw.cli.Macaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void tooFewIterationsAreRefusedBeforeAnythingIsMeasured() {
        assertThat(run("bench", "--iterations", "1")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("--iterations must be >= 2, was 1")
                .doesNotContain("Usage");
    }

    @Test
    void aPolicyWithoutARewardModelIsHalfAQuestion() {
        assertThat(run("bench", "ppo", "--policy", "sft")).isEqualTo(2);
        assertThat(errors.toString()).contains("--reward");
    }

    @Test
    void aLoadWithNothingInFlightIsRefusedBeforeAnythingIsStarted() {
        assertThat(run("bench", "rl-path", "--in-flight", "0")).isEqualTo(1);
        assertThat(errors.toString()).contains("--in-flight").doesNotContain("Usage");
    }

    @Test
    void preferencesAreNotLearntWithoutRowsNorWalksFromThem() {
        assertThat(run("bench", "learn", "preferences")).isEqualTo(2);
        assertThat(errors.toString()).contains("preferences need --rows");
        assertThat(run("bench", "learn", "randomwalks", "--rows", "x")).isEqualTo(2);
        assertThat(errors.toString()).contains("--rows is of preferences");
    }

    @Test
    void whatALearningTaskNeedsAtItsEndIsAskedForAtItsBeginning(@TempDir Path folder) {
        assertThat(run("bench", "learn", "nosuch")).isEqualTo(2);
        assertThat(errors.toString()).contains("TASK is one of randomwalks, stories, preferences, was 'nosuch'");
        assertThat(run(
                        "bench",
                        "learn",
                        "randomwalks",
                        "--plot",
                        folder.resolve("none/curves.svg").toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("SETTINGS_INVALID", "--plot", "no such folder");
        assertThat(run("bench", "learn", "randomwalks", "--peers", folder.toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("--peers", "has no bin/python").doesNotContain("learning");
    }

    private int run(String... arguments) {
        return Macaw.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
    }
}
