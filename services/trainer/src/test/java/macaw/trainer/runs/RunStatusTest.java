package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Failure;
import macaw.trainer.runs.RunStatus.Cancelled;
import macaw.trainer.runs.RunStatus.Change;
import macaw.trainer.runs.RunStatus.Failed;
import macaw.trainer.runs.RunStatus.Finished;
import macaw.trainer.runs.RunStatus.Paused;
import macaw.trainer.runs.RunStatus.Queued;
import macaw.trainer.runs.RunStatus.Running;
import org.junit.jupiter.api.Test;

class RunStatusTest {
    private static final Failure BROKER = new Failure("BROKER_UNAVAILABLE", "away", true);
    private static final Failure LOSS = new Failure("LOSS_NOT_FINITE", "NaN", false);

    @Test
    void aRunIsTakenUpAndFinished() {
        assertThat(new Queued().after(new Change.Begin()).after(new Change.Finish()))
                .isEqualTo(new Finished());
    }

    @Test
    void whatADependencyPausesGoesOnByItself() {
        RunStatus blocked = new Running().after(new Change.Block(BROKER));
        assertThat(blocked).isEqualTo(new Paused(BROKER, true));
        assertThat(blocked.after(new Change.Unblock())).isEqualTo(new Running());
    }

    @Test
    void whatNeedsAPersonIsResumedIntoTheQueue() {
        RunStatus held = new Running().after(new Change.Hold(LOSS));
        assertThat(held).isEqualTo(new Paused(LOSS, false));
        assertThat(held.after(new Change.Resume())).isEqualTo(new Queued());
        assertRefused(held, new Change.Unblock());
        assertRefused(held, new Change.Begin());
    }

    @Test
    void whatHasEndedDoesNotChange() {
        for (RunStatus ended : List.of(new Finished(), new Failed(LOSS), new Cancelled())) {
            assertRefused(ended, new Change.Begin());
            assertRefused(ended, new Change.Pause());
            assertRefused(ended, new Change.Resume());
        }
        assertThat(new Cancelled().after(new Change.Cancel())).isEqualTo(new Cancelled());
        assertRefused(new Finished(), new Change.Cancel());
    }

    @Test
    void everyStatusIsReadBackAsItWasWritten() {
        for (RunStatus status : List.of(
                new Queued(),
                new Running(),
                new Paused(BROKER, true),
                new Paused(LOSS, false),
                new Finished(),
                new Failed(LOSS),
                new Cancelled())) {
            assertThat(RunJson.readStatus("here", RunJson.write(status))).isEqualTo(status);
        }
    }

    private static void assertRefused(RunStatus status, Change change) {
        assertThatThrownBy(() -> status.after(change))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_STATE_CONFLICT));
    }
}
