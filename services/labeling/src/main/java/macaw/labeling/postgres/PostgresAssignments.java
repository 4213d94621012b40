package macaw.labeling.postgres;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.review.ReviewEntry;
import macaw.labeling.review.ReviewStore;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Assigning;
import macaw.labeling.tasks.AssignmentStore;
import org.jdbi.v3.core.Handle;

/** Which tasks are meant for whom, in PostgreSQL. */
public final class PostgresAssignments implements AssignmentStore {
    private final Database database;
    private final InstantSource clock;

    public PostgresAssignments(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void assign(String namespace, UUID task, UUID labeler, String by, Function<Situation, Assigning> decision) {
        database.inTransaction(handle -> {
            lock(handle, namespace, task);
            Instant now = clock.instant();
            Assigning assigning = decision.apply(
                    new Situation(TaskRows.read(handle, namespace, task), Places.read(handle, namespace, task)));
            assigning.ended().ifPresent(lease -> Places.save(handle, namespace, lease));
            assigning.displaced().ifPresent(other -> displace(handle, namespace, task, other, by, now));
            // a lead who names them knows better
            handle.createUpdate("""
                            delete from skip
                            where namespace = :namespace and task_id = :task and labeler_id = :labeler""")
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .bind("labeler", labeler)
                    .execute();
            handle.createUpdate("""
                            insert into assignment (namespace, task_id, labeler_id, assigned_by, assigned_at)
                            values (:namespace, :task, :labeler, :by, :now) on conflict do nothing""")
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .bind("labeler", labeler)
                    .bind("by", by)
                    .bind("now", now)
                    .execute();
            Places.settle(handle, namespace, task, now);
            return assigning;
        });
    }

    /** Work that was sent back is excluded, a place that was kept for nothing yet is kept no longer, and a hold ends. */
    private static void displace(Handle handle, String namespace, UUID task, UUID labeler, String by, Instant now) {
        handle.createQuery("""
                        select * from submission
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler
                          and state = 'SENT_BACK'""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .map((row, context) -> SubmissionRows.submission(row))
                .findOne()
                .map(submission -> submission.in(SubmissionState.EXCLUDED, ExclusionCause.REVIEW))
                .ifPresent(excluded -> {
                    SubmissionRows.saveState(handle, excluded);
                    ReviewRows.add(
                            handle,
                            namespace,
                            task,
                            Optional.of(excluded),
                            new ReviewStore.Statement(
                                    ReviewEntry.Action.EXCLUDE, by, "somebody else does it now", now));
                });
        for (String statement : List.of("""
                delete from assignment
                where namespace = :namespace and task_id = :task and labeler_id = :labeler""", """
                update lease set state = 'EXPIRED'
                where namespace = :namespace and task_id = :task and labeler_id = :labeler and state = 'HELD'""")) {
            handle.createUpdate(statement)
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .bind("labeler", labeler)
                    .execute();
        }
    }

    @Override
    public void unassign(String namespace, UUID task) {
        database.inTransaction(handle -> {
            lock(handle, namespace, task);
            int gone = handle.createUpdate("delete from assignment where namespace = :namespace and task_id = :task")
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .execute();
            Places.settle(handle, namespace, task, clock.instant());
            return gone;
        });
    }

    private static void lock(Handle handle, String namespace, UUID task) {
        if (!Places.lock(handle, namespace, task)) {
            throw TaskRows.unknown(task);
        }
    }
}
