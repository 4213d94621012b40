package macaw.trainer.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.artefacts.VersionKind;
import macaw.records.RunKind;
import macaw.trainer.learning.Learner;

/** Plans of a few steps for a {@link HashLearner}. */
record HashLearners(int staleness) implements Learners {
    @Override
    public RunPlan plan(RunKind kind, String settingsJson) {
        return new RunPlan(
                VersionKind.POLICY, "out", Map.of(), Map.of(), List.of(), 3, 2, 10, Optional.of("best"), staleness, 3);
    }

    @Override
    public Learner create(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
        return new HashLearner("initial");
    }
}
