package macaw.trainer.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import macaw.artefacts.VersionKind;
import macaw.records.RunKind;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.trainer.learning.Learner;
import macaw.trainer.learning.PromptRequest;

/**
 * Plans of a few steps for a {@link HashLearner}.
 *
 * @param guardTolerance of the plan
 */
record HashLearners(int staleness, OptionalDouble guardTolerance) implements Learners {
    static final int GUARD_PROMPTS = 2;

    @Override
    public RunPlan plan(RunKind kind, String settingsJson) {
        return new RunPlan(
                VersionKind.POLICY,
                "out",
                Map.of(),
                Map.of(),
                List.of(),
                3,
                2,
                10,
                Optional.of("best"),
                staleness,
                3,
                guardTolerance);
    }

    @Override
    public void requireMemory(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {}

    @Override
    public Learner create(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
        return new HashLearner("initial");
    }

    @Override
    public List<PromptRequest> guardPrompts(String settingsJson, Map<String, Path> models, Map<String, Path> data) {
        return List.of(
                new PromptRequest(0, 0, TokenIds.of(1, 8), Sampling.plain(1, 4), 10),
                new PromptRequest(1, 0, TokenIds.of(1, 9), Sampling.plain(1, 4), 30));
    }
}
