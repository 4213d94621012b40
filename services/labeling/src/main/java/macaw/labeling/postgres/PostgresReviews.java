package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.review.ReviewEntry;
import macaw.labeling.review.ReviewStore;
import macaw.labeling.review.Reviewing;
import macaw.labeling.review.TaskChange;
import macaw.labeling.review.Version;
import macaw.labeling.submissions.Change;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.RevisionStore.Whole;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Occupancy;
import org.jdbi.v3.core.Handle;

/** Leads' decisions in PostgreSQL, with their outbox entries. */
public final class PostgresReviews implements ReviewStore {
    private final Database database;
    private final OutboxRows outbox;

    public PostgresReviews(Database database, OutboxRows outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    @Override
    public Submission review(
            String namespace, UUID submission, Statement statement, BiFunction<Whole, Occupancy, Reviewing> decision) {
        return database.inTransaction(handle -> {
            UUID task = WholeRows.taskOf(handle, namespace, submission).orElseThrow(() -> unknown(submission));
            Places.lock(handle, namespace, task);
            Whole whole = WholeRows.find(handle, namespace, submission).orElseThrow();
            return switch (decision.apply(whole, Places.read(handle, namespace, task))) {
                case Reviewing.AlreadyThere(Submission same) -> same;
                case Reviewing.Noted(Submission same) -> {
                    ReviewRows.add(handle, namespace, task, Optional.of(same), statement);
                    yield same;
                }
                case Reviewing.Changed(Change change, var announcement) -> {
                    SubmissionRows.saveState(handle, change.after());
                    announcement.ifPresent(news -> outbox.add(handle, news));
                    ReviewRows.add(handle, namespace, task, Optional.of(change.after()), statement);
                    Places.settle(handle, namespace, task, statement.at());
                    yield change.after();
                }
            };
        });
    }

    private static CodedException unknown(UUID submission) {
        return new CodedException(ErrorCode.SUBMISSION_UNKNOWN, "no submission " + submission);
    }

    @Override
    public TaskChange decide(
            String namespace,
            UUID task,
            Optional<UUID> reviewer,
            Statement statement,
            Function<TaskSituation, TaskChange> decision) {
        return database.inTransaction(handle -> {
            if (!Places.lock(handle, namespace, task)) {
                throw TaskRows.unknown(task);
            }
            TaskChange outcome = decision.apply(situation(handle, namespace, task, reviewer));
            switch (outcome) {
                case TaskChange.None none -> {}
                case TaskChange.AlreadyJudged judged -> {}
                case TaskChange.Closed closed -> {
                    Places.close(handle, namespace, task, Optional.of(statement.at()), statement.at());
                    ReviewRows.add(handle, namespace, task, Optional.empty(), statement);
                }
                case TaskChange.Reopened reopened -> {
                    Places.close(handle, namespace, task, Optional.empty(), statement.at());
                    ReviewRows.add(handle, namespace, task, Optional.empty(), statement);
                }
                case TaskChange.Adjudicated adjudicated -> {
                    adjudicated.replaced().ifPresent(earlier -> replace(handle, namespace, earlier, statement));
                    adjudicate(handle, namespace, adjudicated, statement);
                }
            }
            return outcome;
        });
    }

    private static TaskSituation situation(Handle handle, String namespace, UUID task, Optional<UUID> reviewer) {
        Optional<Whole> adjudication = handle.createQuery("""
                        select id from submission
                        where namespace = :namespace and task_id = :task and adjudication and state = 'COUNTING'""")
                .bind("namespace", namespace)
                .bind("task", task)
                .mapTo(UUID.class)
                .findOne()
                .flatMap(submission -> WholeRows.find(handle, namespace, submission));
        return handle.createQuery("""
                        select t.closed_at, p.withdrawn_at from task t
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        where t.namespace = :namespace and t.id = :task""")
                .bind("namespace", namespace)
                .bind("task", task)
                .map((row, context) -> new TaskSituation(
                        TaskRows.read(handle, namespace, task),
                        Optional.ofNullable(row.getTimestamp("closed_at")).map(Timestamp::toInstant),
                        row.getTimestamp("withdrawn_at") != null,
                        reviewer.map(id -> PostgresLabelers.working(handle, namespace, id)),
                        adjudication))
                .one();
    }

    private void replace(Handle handle, String namespace, TaskChange.Replaced earlier, Statement statement) {
        Submission after = earlier.change().after();
        SubmissionRows.saveState(handle, after);
        earlier.announcement().ifPresent(news -> outbox.add(handle, news));
        ReviewRows.add(
                handle,
                namespace,
                after.task(),
                Optional.of(after),
                new Statement(ReviewEntry.Action.EXCLUDE, statement.reviewer(), "replaced", statement.at()));
    }

    private void adjudicate(Handle handle, String namespace, TaskChange.Adjudicated adjudicated, Statement statement) {
        Submission submission = adjudicated.adjudication();
        // a submission is always made under a lease; this one is had and used at once
        Places.save(
                handle,
                namespace,
                new Lease(
                        submission.lease(),
                        submission.task(),
                        submission.labeler(),
                        submission.terms(),
                        statement.at(),
                        Lease.State.USED));
        SubmissionRows.insert(handle, submission, adjudicated.content());
        adjudicated.announcement().ifPresent(news -> outbox.add(handle, news));
        ReviewRows.add(handle, namespace, submission.task(), Optional.of(submission), statement);
        Places.close(handle, namespace, submission.task(), Optional.of(statement.at()), statement.at());
    }

    @Override
    public Optional<Whole> find(String namespace, UUID submission) {
        return database.inTransaction(handle -> WholeRows.find(handle, namespace, submission));
    }

    @Override
    public List<ReviewEntry> trail(String namespace, Submission submission) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select * from review
                        where namespace = :namespace and task_id = :task
                          and (submission_id is null or submission_id = :submission)
                        order by id""")
                .bind("namespace", namespace)
                .bind("task", submission.task())
                .bind("submission", submission.id())
                .map((row, context) -> entry(row))
                .list());
    }

    private static ReviewEntry entry(ResultSet row) throws SQLException {
        UUID submission = row.getObject("submission_id", UUID.class);
        return new ReviewEntry(
                row.getObject("task_id", UUID.class),
                submission == null
                        ? Optional.empty()
                        : Optional.of(new ReviewEntry.Outcome(
                                submission, SubmissionState.valueOf(row.getString("state")), row.getLong("revision"))),
                ReviewEntry.Action.valueOf(row.getString("action")),
                row.getString("reviewer"),
                row.getString("comment"),
                row.getTimestamp("decided_at").toInstant());
    }

    @Override
    public List<Version> versions(String namespace, UUID submission) {
        return database.inTransaction(handle -> {
            Whole whole = WholeRows.find(handle, namespace, submission).orElseThrow(() -> unknown(submission));
            List<Version> versions = new ArrayList<>(handle.createQuery("""
                            select * from submission_revision
                            where namespace = :namespace and submission_id = :submission order by revision""")
                    .bind("namespace", namespace)
                    .bind("submission", submission)
                    .map((row, context) -> version(row))
                    .list());
            versions.add(current(handle, whole));
            return versions;
        });
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                row.getLong("revision"),
                ContentJson.read(row.getString("content")),
                row.getString("comment"),
                SubmissionState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("cause"))
                        .map(ExclusionCause::valueOf)
                        .orElse(null),
                row.getInt("duration_millis"),
                Places.terms(row),
                row.getTimestamp("recorded_at").toInstant());
    }

    private static Version current(Handle handle, Whole whole) {
        Submission submission = whole.submission();
        Instant at = handle.createQuery("""
                        select coalesce(revised_at, submitted_at) from submission
                        where namespace = :namespace and id = :id""")
                .bind("namespace", submission.namespace())
                .bind("id", submission.id())
                .mapTo(Instant.class)
                .one();
        return new Version(
                submission.revision(),
                whole.content(),
                submission.comment(),
                submission.state(),
                submission.cause(),
                submission.durationMillis(),
                submission.terms(),
                at);
    }
}
