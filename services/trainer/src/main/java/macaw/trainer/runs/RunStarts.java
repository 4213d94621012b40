package macaw.trainer.runs;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.LocalCopies;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.RewardWeight;
import macaw.records.RunKind;
import macaw.trainer.datasets.DataSource;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.datasets.Snapshots;
import macaw.trainer.runs.RunRecord.PinnedVersion;

/** From a request to a record of exactly what was asked for: names become versions, snapshots become data sets of the store. */
final class RunStarts {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String namespace;
    private final Learners learners;
    private final Versions versions;
    private final Datasets datasets;
    private final Snapshots snapshots;
    private final RunInputs inputs;
    private final InstantSource clock;

    RunStarts(
            String namespace,
            ArtefactStore store,
            Learners learners,
            Datasets datasets,
            Snapshots snapshots,
            InstantSource clock) {
        this.namespace = namespace;
        this.learners = learners;
        this.versions = new Versions(store);
        this.datasets = datasets;
        this.snapshots = snapshots;
        this.inputs = new RunInputs(store, datasets);
        this.clock = clock;
    }

    /**
     * Errors: SETTINGS_INVALID, POLICY_UNKNOWN, REWARD_UNKNOWN, SNAPSHOT_UNKNOWN, DATASET_UNKNOWN, NAME_INVALID,
     * LABELING_UNAVAILABLE, RUN_TOO_LARGE.
     */
    RunRecord record(StartRequest request) {
        RunPlan plan = learners.plan(request.kind(), request.settingsJson());
        StorePath.requireSegment(plan.output());
        if (request.kind() == RunKind.PPO
                && (plan.rewards().isEmpty() || !plan.models().containsKey(RunPlan.POLICY))) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, "a PPO run needs a policy and at least one reward");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String id = request.id().isEmpty()
                ? request.kind().name().toLowerCase(Locale.ROOT) + "-" + ID.format(now)
                : StorePath.requireSegment(request.id());
        RunRecord run = new RunRecord(
                namespace,
                id,
                request.kind(),
                request.settingsJson(),
                now,
                pinnedModels(plan),
                pinnedData(plan),
                pinnedRewards(plan));
        try (LocalCopies held = new LocalCopies()) {
            learners.requireMemory(run.kind(), run.settingsJson(), inputs.shapes(run, held), inputs.data(run, held));
        }
        return run;
    }

    private Map<String, PinnedVersion> pinnedModels(RunPlan plan) {
        Map<String, PinnedVersion> models = new HashMap<>();
        plan.models()
                .forEach((role, model) -> models.put(
                        role, new PinnedVersion(model.kind(), versions.resolve(model.kind(), model.name()))));
        return models;
    }

    private List<RewardWeight> pinnedRewards(RunPlan plan) {
        return plan.rewards().stream()
                .map(reward -> new RewardWeight(versions.resolve(VersionKind.REWARD, reward.name()), reward.weight()))
                .toList();
    }

    private Map<String, String> pinnedData(RunPlan plan) {
        Map<String, String> data = new HashMap<>();
        plan.data().forEach((role, source) -> data.put(role, pinned(source)));
        return data;
    }

    private String pinned(DataSource source) {
        return switch (source) {
            case DataSource.Uploaded(String sha256) -> {
                datasets.open(namespace, sha256).close();
                yield sha256;
            }
            case DataSource.Snapshot(String id) -> datasets.add(namespace, snapshots.export(namespace, id));
        };
    }
}
