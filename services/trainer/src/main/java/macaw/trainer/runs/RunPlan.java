package macaw.trainer.runs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.trainer.datasets.DataSource;

/**
 * What the flow has to know of a run's settings, before anything is opened.
 *
 * @param outputKind what the run publishes
 * @param output name under which it publishes
 * @param models versions to open for the learner, by the role that its settings give them; a PPO run names its first policy {@link #POLICY}
 * @param data rows to open for the learner, by role, e.g. {@code train}, {@code prompts}
 * @param rewards what scores the rollouts; PPO only
 * @param checkpointEvery steps between two checkpoints; rollout runs write one each iteration
 * @param keepCheckpoints checkpoints that stay, at least 1
 * @param keepVersions versions of {@code output} that stay whatever else is so, at least 1
 * @param alias points to the last version when the run is finished
 * @param staleness iteration i trains on rollouts of the policy after iteration i − staleness; 0 is strictly on-policy
 * @param attempts times a rollout is asked for before the run waits for a person, at least 1
 * @param guardTolerance how far the last policy may score below the first on the guard prompts; empty asks none
 */
public record RunPlan(
        VersionKind outputKind,
        String output,
        Map<String, VersionRequest> models,
        Map<String, DataSource> data,
        List<RewardRequest> rewards,
        long checkpointEvery,
        int keepCheckpoints,
        int keepVersions,
        Optional<String> alias,
        int staleness,
        int attempts,
        OptionalDouble guardTolerance) {
    /** Role of the version that writes the rollouts of a PPO run's first iteration. */
    public static final String POLICY = "policy";

    /** A version of a kind, as a person names it. */
    public record VersionRequest(VersionKind kind, VersionName name) {}

    /** A reward model that scores rollouts; the mixed score is the sum of weight times score. */
    public record RewardRequest(VersionName name, double weight) {}

    public RunPlan {
        models = Map.copyOf(models);
        data = Map.copyOf(data);
        rewards = List.copyOf(rewards);
        requireAtLeast("checkpointEvery", checkpointEvery, 1);
        requireAtLeast("keepCheckpoints", keepCheckpoints, 1);
        requireAtLeast("keepVersions", keepVersions, 1);
        requireAtLeast("staleness", staleness, 0);
        requireAtLeast("attempts", attempts, 1);
    }

    private static void requireAtLeast(String key, long value, long least) {
        if (value < least) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, key + " must be >= " + least + ", was " + value);
        }
    }
}
