package macaw.labeling.postgres;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.projects.Terms;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionStore;
import macaw.labeling.submissions.Submitting;
import macaw.labeling.submissions.Withdrawing;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Submissions in PostgreSQL, with their outbox entries. */
public final class PostgresSubmissions implements SubmissionStore {
    private static final String UNIQUE_VIOLATION = "23505";

    private final Database database;
    private final OutboxRows outbox;

    public PostgresSubmissions(Database database, OutboxRows outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    @Override
    public Submitting submit(
            String namespace,
            UUID task,
            UUID lease,
            UUID labeler,
            String idempotencyKey,
            Instant now,
            Function<Situation, Submitting> decision) {
        try {
            return database.inTransaction(
                    handle -> submit(handle, namespace, task, lease, labeler, idempotencyKey, now, decision));
        } catch (UnableToExecuteStatementException e) {
            // the same key at the same time for another task
            if (e.getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                throw new CodedException(
                        ErrorCode.SUBMISSION_CONFLICT,
                        "idempotency key \"" + idempotencyKey + "\" came with other content before",
                        e);
            }
            throw e;
        }
    }

    private Submitting submit(
            Handle handle,
            String namespace,
            UUID task,
            UUID lease,
            UUID labeler,
            String idempotencyKey,
            Instant now,
            Function<Situation, Submitting> decision) {
        if (!Places.lock(handle, namespace, task)) {
            throw TaskRows.unknown(task);
        }
        Submitting outcome = decision.apply(new Situation(
                TaskRows.read(handle, namespace, task, terms(handle, namespace, task, lease)),
                Places.read(handle, namespace, task),
                PostgresLabelers.byId(handle, namespace, labeler),
                TrialRows.trial(handle, namespace, task, labeler),
                byKey(handle, namespace, labeler, idempotencyKey)));
        if (outcome instanceof Submitting.Recorded(Submission submission, Content content, var announcement)) {
            SubmissionRows.insert(handle, submission, content);
            useLeases(handle, submission);
            DraftRows.drop(handle, namespace, task, labeler);
            announcement.ifPresent(news -> outbox.add(handle, news));
            Places.settle(handle, namespace, task, now);
        }
        return outcome;
    }

    /** Under which the lease was had; the current ones where there is no such lease. */
    private static Terms terms(Handle handle, String namespace, UUID task, UUID lease) {
        return handle.createQuery("""
                        select guidelines_version, form_version from lease
                        where namespace = :namespace and task_id = :task and id = :lease""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("lease", lease)
                .map((row, context) -> Places.terms(row))
                .findOne()
                .orElseGet(() -> TaskRows.read(handle, namespace, task).terms());
    }

    private static Optional<Submission> byKey(Handle handle, String namespace, UUID labeler, String key) {
        return handle.createQuery("""
                        select * from submission
                        where namespace = :namespace and labeler_id = :labeler and idempotency_key = :key""")
                .bind("namespace", namespace)
                .bind("labeler", labeler)
                .bind("key", key)
                .map((row, context) -> SubmissionRows.submission(row))
                .findOne();
    }

    /** The lease that the work was done under, and a newer one of the same labeler, hold no place any more. */
    private static void useLeases(Handle handle, Submission submission) {
        handle.createUpdate("""
                        update lease set state = 'USED'
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler
                          and (state = 'HELD' or id = :lease)""")
                .bind("namespace", submission.namespace())
                .bind("task", submission.task())
                .bind("labeler", submission.labeler())
                .bind("lease", submission.lease())
                .execute();
    }

    @Override
    public Submission withdraw(
            String namespace,
            UUID submission,
            String reason,
            Instant now,
            Function<RecordedLabel, Withdrawing> decision) {
        return database.inTransaction(handle -> {
            UUID task = taskOf(handle, namespace, submission)
                    .orElseThrow(() -> new CodedException(ErrorCode.SUBMISSION_UNKNOWN, "no submission " + submission));
            Places.lock(handle, namespace, task);
            RecordedLabel before = recorded(handle, namespace, submission);
            Withdrawing outcome = decision.apply(before);
            if (!outcome.submission().equals(before.submission())) {
                saveWithdrawn(handle, outcome.submission(), reason, now);
                outcome.tombstone().ifPresent(news -> outbox.add(handle, news));
                Places.settle(handle, namespace, task, now);
            }
            return outcome.submission();
        });
    }

    private static Optional<UUID> taskOf(Handle handle, String namespace, UUID submission) {
        return handle.createQuery("select task_id from submission where namespace = :namespace and id = :id")
                .bind("namespace", namespace)
                .bind("id", submission)
                .mapTo(UUID.class)
                .findOne();
    }

    private static RecordedLabel recorded(Handle handle, String namespace, UUID submission) {
        return handle.createQuery("""
                        select s.*, p.kind from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        join project p on p.namespace = t.namespace and p.name = t.project
                        where s.namespace = :namespace and s.id = :id""")
                .bind("namespace", namespace)
                .bind("id", submission)
                .map((row, context) ->
                        new RecordedLabel(SubmissionRows.submission(row), TaskKind.valueOf(row.getString("kind"))))
                .one();
    }

    private static void saveWithdrawn(Handle handle, Submission submission, String reason, Instant now) {
        handle.createUpdate("""
                        update submission set state = :state, revision = :revision,
                                              withdrawn_at = :now, withdrawal_reason = :reason
                        where namespace = :namespace and id = :id""")
                .bind("namespace", submission.namespace())
                .bind("id", submission.id())
                .bind("state", submission.state().name())
                .bind("revision", submission.revision())
                .bind("now", now)
                .bind("reason", reason)
                .execute();
    }
}
