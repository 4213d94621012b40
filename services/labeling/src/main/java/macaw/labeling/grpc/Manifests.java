package macaw.labeling.grpc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import macaw.labeling.exchange.BadRow;
import macaw.labeling.exchange.LabelFiles;
import macaw.labeling.snapshots.Filters;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Summary;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.LabelsImported;
import macaw.v1.SnapshotFilters;
import macaw.v1.SnapshotManifest;

/** Snapshots' filters and manifests as messages, and back. */
final class Manifests {
    private Manifests() {}

    static Filters filters(SnapshotFilters message) {
        return new Filters(
                Filters.sorted(Decoding.splits(message.getSplitsList())),
                Filters.sorted(message.getCategoriesList()),
                Filters.sorted(message.getLanguagesList()),
                Filters.sorted(message.getSourcesList()),
                Filters.sorted(message.getLabelersList()),
                message.getWithoutSimulated() ? Filters.Simulated.EXCLUDE : Filters.Simulated.INCLUDE,
                time(message.getSubmittedFromMicros()),
                time(message.getSubmittedUntilMicros()),
                message.getPreferAdjudicated() ? Filters.Adjudicated.PREFER : Filters.Adjudicated.ALL);
    }

    private static Optional<Instant> time(long micros) {
        return micros == 0 ? Optional.empty() : Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static SnapshotFilters filters(Filters filters) {
        return SnapshotFilters.newBuilder()
                .addAllSplits(filters.splits().stream().map(LabelCodec::encode).toList())
                .addAllCategories(filters.categories())
                .addAllLanguages(filters.languages())
                .addAllSources(filters.sources())
                .addAllLabelers(filters.labelers())
                .setWithoutSimulated(filters.simulated() == Filters.Simulated.EXCLUDE)
                .setSubmittedFromMicros(filters.from().map(LabelCodec::micros).orElse(0L))
                .setSubmittedUntilMicros(filters.until().map(LabelCodec::micros).orElse(0L))
                .setPreferAdjudicated(filters.adjudicated() == Filters.Adjudicated.PREFER)
                .build();
    }

    static LabelsImported imported(LabelFiles.Imported imported) {
        var message = LabelsImported.newBuilder()
                .setAdded(imported.added())
                .setAlreadyThere(imported.alreadyThere())
                .setPrompts(imported.prompts())
                .setRowsLeftOut(imported.leftOutCount())
                .addAllIgnored(imported.ignored());
        for (BadRow row : imported.leftOut()) {
            message.addLeftOutBuilder()
                    .setRow(row.row())
                    .setId(row.id())
                    .setCode(row.code().name())
                    .setField(row.field())
                    .setDetail(row.detail());
        }
        return message.build();
    }

    static SnapshotManifest manifest(Snapshot snapshot, Summary contents) {
        return SnapshotManifest.newBuilder()
                .setSnapshot(Encoding.snapshot(snapshot))
                .setFilters(filters(snapshot.filters()))
                .setLineSchema(snapshot.lineSchema())
                .putAllSplits(contents.splits())
                .putAllLabelers(contents.labelers())
                .putAllPolicies(contents.policies())
                .putAllForms(contents.forms())
                .putAllGuidelines(contents.guidelines())
                .setSimulated(contents.simulated())
                .setImported(contents.imported())
                .setAdjudications(contents.adjudications())
                .setWithdrawnSubmissions(contents.withdrawn().submissions())
                .setWithdrawnPrompts(contents.withdrawn().prompts())
                .setWithdrawnLabelers(contents.withdrawn().labelers())
                .build();
    }
}
