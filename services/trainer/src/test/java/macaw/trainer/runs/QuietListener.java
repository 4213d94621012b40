package macaw.trainer.runs;

import java.util.Map;
import macaw.artefacts.PublishedVersion;
import macaw.trainer.history.History;
import macaw.trainer.history.StepFigures;

/** Hears and says nothing. */
final class QuietListener implements RunListener {
    @Override
    public void changed(RunStatus.Change change) {}

    @Override
    public void progressed(RunProgress progress, Map<String, Double> metrics) {}

    @Override
    public void published(PublishedVersion version) {}

    @Override
    public void recalled(History history) {}

    @Override
    public void recorded(StepFigures step) {}
}
