package macaw.reward.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import macaw.v1.Run;
import macaw.v1.RunState;
import org.junit.jupiter.api.Test;

class EndedRunsTest {
    private final EndedRuns runs = new EndedRuns();

    @Test
    void aRunHasEndedUntilItGoesOn() {
        assertThat(runs.contains("run")).isFalse();
        tell(1, RunState.RUN_STATE_FAILED);
        assertThat(runs.contains("run")).isTrue();
        tell(2, RunState.RUN_STATE_RUNNING);
        assertThat(runs.contains("run")).isFalse();
    }

    @Test
    void anEarlierWriterEndsNothing() {
        tell(2, RunState.RUN_STATE_RUNNING);
        tell(1, RunState.RUN_STATE_CANCELLED);
        assertThat(runs.contains("run")).isFalse();
    }

    @Test
    void aRunThatIsTakenOutOfTheTopicIsOver() {
        tell(2, RunState.RUN_STATE_RUNNING);
        runs.changed("run", Optional.empty());
        assertThat(runs.contains("run")).isTrue();
        tell(1, RunState.RUN_STATE_RUNNING);
        assertThat(runs.contains("run")).isFalse();
    }

    private void tell(long epoch, RunState state) {
        runs.changed(
                "run",
                Optional.of(Run.newBuilder().setEpoch(epoch).setState(state).build()));
    }
}
