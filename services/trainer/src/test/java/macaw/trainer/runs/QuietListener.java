package macaw.trainer.runs;

import java.util.Map;
import macaw.artefacts.PublishedVersion;

/** Hears and says nothing. */
final class QuietListener implements RunListener {
    @Override
    public void changed(RunStatus.Change change) {}

    @Override
    public void progressed(RunProgress progress, Map<String, Double> metrics) {}

    @Override
    public void published(PublishedVersion version) {}
}
