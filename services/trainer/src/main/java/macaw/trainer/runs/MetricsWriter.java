package macaw.trainer.runs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import macaw.trainer.history.History;
import macaw.trainer.history.StepFigures;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the metrics log of the run that is carried out, from the thread that carries it out. A log that fails holds up nothing:
 * it is opened again with the next step, and has then from the history what it missed.
 */
final class MetricsWriter {
    private static final System.Logger LOG = System.getLogger(MetricsWriter.class.getName());

    private final MetricsLog log;
    private MetricsLog.@Nullable OfRun open;
    private boolean failing;

    MetricsWriter(MetricsLog log) {
        this.log = log;
    }

    /** A run is taken up. */
    void recalled(RunRecord run, History history) {
        close();
        write(() -> open = log.open(run, history.after(0, 1)));
    }

    /** A step is in the history. */
    void recorded(RunRecord run, History history, StepFigures step) {
        MetricsLog.OfRun present = open;
        if (present == null) {
            recalled(run, history);
        } else {
            write(() -> present.add(step));
        }
    }

    /** The run is not carried out any more. */
    void close() {
        MetricsLog.OfRun present = open;
        open = null;
        if (present != null) {
            write(present::close);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.run();
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.log(Level.WARNING, "the metrics log cannot be written, and is tried again with each step", e);
            }
            failing = true;
            open = null;
        }
    }
}
