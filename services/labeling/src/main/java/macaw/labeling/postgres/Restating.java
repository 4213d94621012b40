package macaw.labeling.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.gold.Standing;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Occupancy;
import macaw.labeling.tasks.Task;
import org.jdbi.v3.core.Handle;

/** Deciding anew about a task's submissions, under the lock of its row, which the caller holds. */
final class Restating {
    private final OutboxRows outbox;

    Restating(OutboxRows outbox) {
        this.outbox = outbox;
    }

    /** In the order handed in: earlier work gets the places that are free. */
    void restate(Handle handle, String namespace, UUID task, Instant now) {
        List<Submission> submissions = handle.createQuery("""
                        select * from submission
                        where namespace = :namespace and task_id = :task and not adjudication
                        order by submitted_at, id""")
                .bind("namespace", namespace)
                .bind("task", task)
                .map((row, context) -> SubmissionRows.submission(row))
                .list();
        for (Submission before : submissions) {
            var recorded = new Standing(before.state(), before.cause());
            boolean isFree =
                    Places.read(handle, namespace, task).availability(now) instanceof Occupancy.Availability.Free;
            Standing standing =
                    TrialRows.trial(handle, namespace, task, before.labeler()).again(recorded, isFree);
            if (!standing.equals(recorded)) {
                save(handle, before, before.in(standing.state(), standing.cause()));
            }
        }
        Places.settle(handle, namespace, task, now);
    }

    private void save(Handle handle, Submission before, Submission after) {
        handle.createUpdate("""
                        update submission set state = :state, cause = :cause, revision = :revision
                        where namespace = :namespace and id = :id""")
                .bind("namespace", after.namespace())
                .bind("id", after.id())
                .bind("state", after.state().name())
                .bind(
                        "cause",
                        Optional.ofNullable(after.cause()).map(Enum::name).orElse(null))
                .bind("revision", after.revision())
                .execute();
        if (after.state() == SubmissionState.COUNTING) {
            Task task = TaskRows.read(handle, after.namespace(), after.task(), after.terms());
            Announcement.of(LabelRecord.of(
                            task,
                            after,
                            content(handle, after),
                            PostgresLabelers.byId(handle, after.namespace(), after.labeler())))
                    .ifPresent(news -> outbox.add(handle, news));
        } else if (before.state() == SubmissionState.COUNTING) {
            Task task = TaskRows.read(handle, after.namespace(), after.task());
            Announcement.tombstone(
                            after.namespace(), task.project().kind(), after.id().toString(), after.revision())
                    .ifPresent(news -> outbox.add(handle, news));
        }
    }

    private static Content content(Handle handle, Submission submission) {
        return handle.createQuery("select * from submission where namespace = :namespace and id = :id")
                .bind("namespace", submission.namespace())
                .bind("id", submission.id())
                .map((row, context) -> SubmissionRows.text(row))
                .one()
                .orElseGet(() -> {
                    Map<UUID, Content> compared =
                            SubmissionRows.comparisons(handle, submission.namespace(), List.of(submission.id()));
                    return Optional.ofNullable(compared.get(submission.id())).orElseThrow();
                });
    }
}
