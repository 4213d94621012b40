package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.Split;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.snapshots.LineCodec;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.SnapshotDigest;
import macaw.labeling.snapshots.SnapshotStore;
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
    public Snapshot freeze(Project project, Set<Split> splits, Instant now) {
        return database.atOneMoment(handle -> {
            // before the moment is chosen, which the first query does: the next one in line then sees this snapshot
            handle.execute("lock table snapshot in share row exclusive mode");
            List<UUID> chosen = counting(handle, project, splits);
            var digest = new SnapshotDigest();
            forEachLine(handle, project, chosen, digest::add);
            Snapshot taken = digest.finish(project, splits, now);
            Optional<Snapshot> there = find(handle, taken.namespace(), taken.id());
            if (there.isPresent()) {
                return there.get();
            }
            insert(handle, taken);
            insertLines(handle, project, chosen, taken);
            return taken;
        });
    }

    private static List<UUID> counting(Handle handle, Project project, Set<Split> splits) {
        return handle.createQuery("""
                        select s.id from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        join prompt_group g on g.namespace = p.namespace and g.name = p.group_name
                        where s.namespace = :namespace and t.project = :project and s.state = 'COUNTING'
                          and g.split = any(:splits)
                        order by s.submitted_at, s.id""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray(
                        "splits", String.class, splits.stream().map(Split::name).toList())
                .mapTo(UUID.class)
                .list();
    }

    private void forEachLine(Handle handle, Project project, List<UUID> submissions, Consumer<String> line) {
        for (int start = 0; start < submissions.size(); start += CHUNK) {
            List<UUID> chunk = submissions.subList(start, Math.min(start + CHUNK, submissions.size()));
            Map<UUID, LabelRecord> labels = labels(handle, project, chunk);
            chunk.forEach(id -> line.accept(codec.encode(Objects.requireNonNull(labels.get(id)))));
        }
    }

    /** A submission with its labeler and, unless it is a comparison, what it says. */
    private record Row(Submission submission, Labeler labeler, Optional<Content> text) {}

    private static Map<UUID, LabelRecord> labels(Handle handle, Project project, List<UUID> submissions) {
        List<Row> rows = handle.createQuery("""
                        select s.*, l.subject, l.name, l.pseudonym, l.simulated from submission s
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
        return new Row(
                SubmissionRows.submission(row),
                new Labeler(
                        row.getString("namespace"),
                        row.getObject("labeler_id", UUID.class),
                        row.getString("subject"),
                        row.getString("name"),
                        row.getString("pseudonym"),
                        row.getBoolean("simulated")),
                SubmissionRows.text(row));
    }

    private static void insert(Handle handle, Snapshot snapshot) {
        handle.createUpdate("""
                        insert into snapshot (namespace, id, project, splits, records, sha256, created_at)
                        values (:namespace, :id, :project, :splits, :records, :sha256, :created)""")
                .bind("namespace", snapshot.namespace())
                .bind("id", snapshot.id())
                .bind("project", snapshot.project())
                .bindArray(
                        "splits",
                        String.class,
                        snapshot.splits().stream().sorted().map(Split::name).toList())
                .bind("records", snapshot.records())
                .bind("sha256", snapshot.sha256())
                .bind("created", snapshot.createdAt())
                .execute();
    }

    private void insertLines(Handle handle, Project project, List<UUID> submissions, Snapshot snapshot) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into snapshot_line (namespace, snapshot_id, position, line)
                values (:namespace, :snapshot, :position, :line)""");
        long[] position = {0};
        forEachLine(handle, project, submissions, line -> {
            batch.bind("namespace", snapshot.namespace())
                    .bind("snapshot", snapshot.id())
                    .bind("position", position[0]++)
                    .bind("line", line)
                    .add();
            if (batch.size() == CHUNK) {
                batch.execute();
            }
        });
        PostgresPrompts.executeUnlessEmpty(batch);
    }

    @Override
    public Optional<Snapshot> find(String namespace, String id) {
        return database.inTransaction(handle -> find(handle, namespace, id));
    }

    private static Optional<Snapshot> find(Handle handle, String namespace, String id) {
        return handle.createQuery("""
                        select s.*, p.kind from snapshot s
                        join project p on p.namespace = s.namespace and p.name = s.project
                        where s.namespace = :namespace and s.id = :id""")
                .bind("namespace", namespace)
                .bind("id", id)
                .map((row, context) -> snapshot(row))
                .findOne();
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        return new Snapshot(
                row.getString("namespace"),
                row.getString("id"),
                row.getString("project"),
                TaskKind.valueOf(row.getString("kind")),
                Stream.of((String[]) row.getArray("splits").getArray())
                        .map(Split::valueOf)
                        .collect(Collectors.toSet()),
                row.getLong("records"),
                row.getString("sha256"),
                row.getTimestamp("created_at").toInstant());
    }

    @Override
    public void lines(Snapshot snapshot, Consumer<String> line) {
        database.inTransaction(handle -> {
            handle.createQuery("""
                            select line from snapshot_line
                            where namespace = :namespace and snapshot_id = :snapshot order by position""")
                    .setFetchSize(CHUNK)
                    .bind("namespace", snapshot.namespace())
                    .bind("snapshot", snapshot.id())
                    .mapTo(String.class)
                    .forEach(line);
            return snapshot;
        });
    }
}
