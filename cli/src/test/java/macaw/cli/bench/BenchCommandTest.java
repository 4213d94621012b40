package macaw.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import macaw.cli.Macaw;
import org.junit.jupiter.api.Test;

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

    private int run(String... arguments) {
        return Macaw.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
    }
}
