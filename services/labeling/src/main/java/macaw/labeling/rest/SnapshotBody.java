package macaw.labeling.rest;

import java.time.Instant;
import java.util.List;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Summary;

/**
 * A snapshot's manifest.
 *
 * @param id the project's name and the beginning of a hash of filters and content
 * @param kind of its records
 * @param splits as in the filters
 * @param filters what was let through
 * @param sha256 what {@code sha256sum} says of the exported lines
 * @param lineSchema version of the lines' keys
 * @param contents what is in it, counted
 * @param createdAt when it was taken first
 */
public record SnapshotBody(
        String id,
        String project,
        String kind,
        List<String> splits,
        FiltersBody filters,
        long records,
        String sha256,
        int lineSchema,
        Summary contents,
        Instant createdAt) {
    static SnapshotBody of(Snapshot snapshot, Summary contents) {
        FiltersBody filters = FiltersBody.of(snapshot.filters());
        return new SnapshotBody(
                snapshot.id(),
                snapshot.project(),
                Words.of(snapshot.kind()),
                snapshot.filters().splits().stream().map(Words::of).toList(),
                filters,
                snapshot.records(),
                snapshot.sha256(),
                snapshot.lineSchema(),
                contents,
                snapshot.createdAt());
    }
}
