package macaw.labeling.snapshots;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.Split;

/** Taking snapshots and reading them out. */
public final class Snapshots {
    private final SnapshotStore store;
    private final LineCodec codec;
    private final InstantSource clock;

    public Snapshots(SnapshotStore store, LineCodec codec, InstantSource clock) {
        this.store = store;
        this.codec = codec;
        this.clock = clock;
    }

    /** Freezes what counts now, of these splits; of all where none is named. */
    public Snapshot create(Project project, Set<Split> splits) {
        return create(project, Filters.ofSplits(splits));
    }

    /** Freezes what counts now and the filters let through. */
    public Snapshot create(Project project, Filters filters) {
        return store.freeze(project, filters, clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** What is in it; counted now where it was not when it was taken. */
    public Summary summary(Snapshot snapshot) {
        return snapshot.summary().orElseGet(() -> {
            var tally = new Tally();
            records(snapshot, tally::add);
            return tally.finish(Summary.Withdrawn.NOTHING);
        });
    }

    /** The snapshot; SNAPSHOT_UNKNOWN. */
    public Snapshot get(String namespace, String id) {
        return store.find(namespace, id)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.SNAPSHOT_UNKNOWN, "no snapshot \"" + id + "\" in namespace \"" + namespace + "\""));
    }

    /** Its lines in order, one at a time, without newlines. */
    public void lines(Snapshot snapshot, Consumer<String> line) {
        store.lines(snapshot, line);
    }

    /** Its records in order, one at a time. */
    public void records(Snapshot snapshot, Consumer<LabelRecord> label) {
        store.lines(snapshot, line -> label.accept(codec.decode(line)));
    }
}
