package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import macaw.records.RunKind;
import macaw.trainer.history.History;
import macaw.trainer.history.StepFigures;
import org.junit.jupiter.api.Test;

class MetricsWriterTest {
    private static final RunRecord RUN =
            new RunRecord("default", "run", RunKind.SFT, "{}", Instant.EPOCH, Map.of(), Map.of(), List.of());

    /** A disk that is full for some steps. */
    private static final class FullDisk implements MetricsLog {
        final List<Long> written = new ArrayList<>();
        boolean full;

        @Override
        public OfRun open(RunRecord run, List<StepFigures> steps) throws IOException {
            require();
            written.clear();
            steps.forEach(step -> written.add(step.step()));
            return new OfRun() {
                @Override
                public void add(StepFigures step) throws IOException {
                    require();
                    written.add(step.step());
                }

                @Override
                public void close() {}
            };
        }

        private void require() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }
    }

    @Test
    void aLogThatFailsHoldsNothingUpAndHasEveryStepWhenItCanBeWrittenAgain() {
        FullDisk disk = new FullDisk();
        MetricsWriter writer = new MetricsWriter(disk);
        History history = History.empty();
        writer.recalled(RUN, history);
        for (long step = 1; step <= 6; step++) {
            disk.full = step == 3 || step == 4;
            StepFigures figures = StepFigures.of(step, Instant.EPOCH, Map.of("loss", 1.0));
            history.add(figures);
            writer.recorded(RUN, history, figures);
        }
        assertThat(disk.written).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }
}
