package macaw.labeling.trl;

import java.util.function.Consumer;
import macaw.labeling.exchange.RowWriter;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Snapshots;

/** Snapshots in TRL's shapes. */
public final class Shapes {
    private final Snapshots snapshots;
    private final RowWriter writer;

    public Shapes(Snapshots snapshots, RowWriter writer) {
        this.snapshots = snapshots;
        this.writer = writer;
    }

    /** The snapshot's rows as JSON lines without newlines, in the order of its records. */
    public void lines(Snapshot snapshot, Shape shape, Consumer<String> line) {
        snapshots.records(snapshot, label -> shape.rows(label).forEach(row -> line.accept(writer.line(row))));
    }
}
