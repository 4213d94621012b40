package macaw.trainer.runs;

import java.util.Map;
import macaw.artefacts.PublishedVersion;

/** Hears of a run what others are shown. */
interface RunListener {
    void changed(RunStatus.Change change);

    /** Metrics that are named replace their older values; the others stay. */
    void progressed(RunProgress progress, Map<String, Double> metrics);

    void published(PublishedVersion version);
}
