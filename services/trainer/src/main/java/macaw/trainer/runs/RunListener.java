package macaw.trainer.runs;

import java.util.Map;
import macaw.artefacts.PublishedVersion;
import macaw.trainer.history.History;
import macaw.trainer.history.StepFigures;

/** Hears of a run what others are shown. */
interface RunListener {
    void changed(RunStatus.Change change);

    /** Metrics that are named replace their older values; the others stay. */
    void progressed(RunProgress progress, Map<String, Double> metrics);

    void published(PublishedVersion version);

    /** The run is taken up with this history, which grows from now on. */
    void recalled(History history);

    /** The figures of one more step are in the history, for good when the next checkpoint is. */
    void recorded(StepFigures step);
}
