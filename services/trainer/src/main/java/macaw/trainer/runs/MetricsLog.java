package macaw.trainer.runs;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import macaw.trainer.history.StepFigures;

/** Where the figures of runs are written beside the store, for tools that look there. */
public interface MetricsLog {

    /**
     * Goes on with a run: afterwards the log has each of these steps once and none after them.
     *
     * @param steps all that the run has kept, oldest first; a log that has some of them already leaves them as they are
     */
    OfRun open(RunRecord run, List<StepFigures> steps) throws IOException;

    /** The log of one run. */
    interface OfRun extends Closeable {
        /** One more step, readable by others when this returns. */
        void add(StepFigures step) throws IOException;
    }

    /** Writes nothing. */
    static MetricsLog none() {
        return (run, steps) -> new OfRun() {
            @Override
            public void add(StepFigures step) {}

            @Override
            public void close() {}
        };
    }
}
