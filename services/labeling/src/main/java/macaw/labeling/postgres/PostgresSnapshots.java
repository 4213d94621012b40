package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.Filters;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.snapshots.LineCodec;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.SnapshotDigest;
import macaw.labeling.snapshots.SnapshotStore;
import macaw.labeling.snapshots.Summary;
import macaw.labeling.snapshots.Tally;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.tasks.Task;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Snapshots in PostgreSQL, line by line. */
public final class PostgresSnapshots implements SnapshotStore {
    private static final int CHUNK = 200;

    private final Database database;
    private final LineCodec codec;

    public PostgresSnapshots(Database database, LineCodec codec) {
        this.database = database;
        this.codec = codec;
    }

    @Override
    public Snapshot freeze(Project project, Filters filters, Instant now) {
        return database.atOneMoment(handle -> {
            // before the moment is chosen, which the first query does: the next one in line then sees this snapshot
            handle.execute("lock table snapshot in share row exclusive mode");
            List<UUID> chosen = SnapshotRows.counting(handle, project, filters);
            var digest = new SnapshotDigest();
            var tally = new Tally();
            forEachLabel(handle, project, chosen, label -> {
                digest.add(codec.encode(label));
                tally.add(label);
            });
            Summary summary = tally.finish(SnapshotRows.withdrawn(handle, project));
            Snapshot taken = digest.finish(project, filters, summary, now);
            Optional<Snapshot> there = SnapshotRows.find(handle, taken.namespace(), taken.id());
            if (there.isPresent()) {
                return there.get();
            }
            SnapshotRows.insert(handle, taken);
            insertLines(handle, project, chosen, taken);
            return taken;
        });
    }

    private static void forEachLabel(
            Handle handle, Project project, List<UUID> submissions, Consumer<LabelRecord> next) {
        for (int start = 0; start < submissions.size(); start += CHUNK) {
            List<UUID> chunk = submissions.subList(start, Math.min(start + CHUNK, submissions.size()));
            Map<UUID, LabelRecord> labels = labels(handle, project, chunk);
            chunk.forEach(id -> next.accept(Objects.requireNonNull(labels.get(id))));
        }
    }

    /** A submission with its labeler and, unless it is a comparison, what it says. */
    private record Row(Submission submission, Labeler labeler, Optional<Content> text) {}

    private static Map<UUID, LabelRecord> labels(Handle handle, Project project, List<UUID> submissions) {
        List<Row> rows = handle.createQuery("""
                        select s.*, l.subject, l.name, l.pseudonym, l.simulated, l.imported from submission s
                        join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                        where s.namespace = :namespace and s.id = any(:submissions)""")
                .bind("namespace", project.namespace())
                .bindArray("submissions", UUID.class, submissions)
                .map((row, context) -> row(row))
                .list();
        Map<UUID, Task> tasks = TaskRows.read(
                handle,
                project.namespace(),
                rows.stream().map(row -> row.submission().task()).collect(Collectors.toSet()));
        Map<UUID, Content> comparisons = project.kind() == TaskKind.COMPARISON
                ? SubmissionRows.comparisons(handle, project.namespace(), submissions)
                : Map.of();
        Map<UUID, LabelRecord> labels = new HashMap<>();
        for (Row row : rows) {
            Submission submission = row.submission();
            Content content = row.text().orElseGet(() -> Objects.requireNonNull(comparisons.get(submission.id())));
            labels.put(
                    submission.id(),
                    LabelRecord.of(
                            Objects.requireNonNull(tasks.get(submission.task())), submission, content, row.labeler()));
        }
        return labels;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(SubmissionRows.submission(row), SubmissionRows.labeler(row), SubmissionRows.text(row));
    }

    private void insertLines(Handle handle, Project project, List<UUID> submissions, Snapshot snapshot) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into snapshot_line (namespace, snapshot_id, position, line)
                values (:namespace, :snapshot, :position, :line)""");
        long[] position = {0};
        forEachLabel(handle, project, submissions, label -> {
            batch.bind("namespace", snapshot.namespace())
                    .bind("snapshot", snapshot.id())
                    .bind("position", position[0]++)
                    .bind("line", codec.encode(label))
                    .add();
            if (batch.size() == CHUNK) {
                batch.execute();
            }
        });
        PostgresPrompts.executeUnlessEmpty(batch);
    }

    @Override
    public Optional<Snapshot> find(String namespace, String id) {
        return database.inTransaction(handle -> SnapshotRows.find(handle, namespace, id));
    }

    /** A page at a time, as lines never change: whoever takes them slowly keeps no connection from the labelers. */
    @Override
    public void lines(Snapshot snapshot, Consumer<String> line) {
        List<String> page;
        long from = 0;
        do {
            page = page(snapshot, from);
            page.forEach(line);
            from += page.size();
        } while (page.size() == CHUNK);
    }

    private List<String> page(Snapshot snapshot, long from) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select line from snapshot_line
                        where namespace = :namespace and snapshot_id = :snapshot and position >= :from
                        order by position limit :limit""")
                .bind("namespace", snapshot.namespace())
                .bind("snapshot", snapshot.id())
                .bind("from", from)
                .bind("limit", CHUNK)
                .mapTo(String.class)
                .list());
    }
}
