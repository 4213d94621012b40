package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import macaw.cli.bench.chaos.Chaos;
import macaw.cli.bench.chaos.ChaosReport;
import macaw.cli.bench.chaos.Subject;
import macaw.cli.display.StageDisplay;
import macaw.localstack.LocalStack;
import macaw.v1.RunKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services and the broker may be killed in the middle of training, and a trainer may wake up beside its successor: the run ends in the same weights, byte for
 * byte, and every rollout is trained exactly once. {@code macaw bench chaos} is the same with as many kills as one likes.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
class ChaosTest {
    private static final int ITERATIONS = 12;

    @TempDir
    Path directory;

    /** With these, each of trainer, generator, reward service and broker is killed once. */
    @Test
    void aPpoRunUnderKillsEndsInTheSameWeightsWithEveryRolloutTrainedOnce(LocalStack stack) throws Exception {
        TinyPpo ppo = new TinyPpo(stack, directory);
        Subject subject = new Subject(
                RunKind.RUN_KIND_PPO,
                "tiny@1",
                1,
                output -> ppo.settings(output, ITERATIONS, ", \"staleness\": 1, \"importanceCap\": 2"));

        ChaosReport report = new Chaos(4, 1).of(subject, "ppo", stack, "default", StageDisplay.on(System.err));

        assertThat(report.complaints()).as(report.text()).isEmpty();
        assertThat(report.kills()).isEqualTo(4);
        assertThat(report.chaos().evidence().rollouts()).isEqualTo(ITERATIONS * TinyPpo.ROLLOUTS_PER_ITERATION);
        assertThat(report.calm().sha256())
                .as("the run learns")
                .isNotEqualTo(TinyPpo.weights(stack, ppo.untrained().getVersion()));
    }
}
