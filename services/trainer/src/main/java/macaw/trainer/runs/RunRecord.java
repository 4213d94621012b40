package macaw.trainer.runs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import macaw.artefacts.VersionKind;
import macaw.records.RewardWeight;
import macaw.records.RunKind;
import macaw.records.VersionRef;

/**
 * What was asked for when a run was started, exactly: names are resolved to versions and data to hashes once, so a run that is
 * taken up again reads what it read before, whatever aliases mean by then.
 *
 * @param models versions that it reads, by role
 * @param data SHA-256 of the data sets that it reads, by role
 * @param rewards what scores its rollouts; PPO only
 */
public record RunRecord(
        String namespace,
        String id,
        RunKind kind,
        String settingsJson,
        Instant createdAt,
        Map<String, PinnedVersion> models,
        Map<String, String> data,
        List<RewardWeight> rewards) {
    /** A version of a kind, exactly. */
    public record PinnedVersion(VersionKind kind, VersionRef ref) {}

    public RunRecord {
        models = Map.copyOf(models);
        data = Map.copyOf(data);
        rewards = List.copyOf(rewards);
    }

    /** Every version that the run reads, in the order of its roles. */
    public List<VersionRef> parents() {
        return Stream.concat(
                        models.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(model -> model.getValue().ref()),
                        rewards.stream().map(RewardWeight::reward))
                .distinct()
                .toList();
    }
}
