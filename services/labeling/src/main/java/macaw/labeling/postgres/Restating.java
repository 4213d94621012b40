package macaw.labeling.postgres;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import macaw.labeling.gold.Standing;
import macaw.labeling.submissions.Change;
import macaw.labeling.submissions.RevisionStore.Whole;
import macaw.labeling.submissions.Submission;
import macaw.labeling.tasks.Occupancy;
import org.jdbi.v3.core.Handle;

/** Deciding anew about a task's submissions, under the lock of its row, which the caller holds. */
final class Restating {
    private final OutboxRows outbox;

    Restating(OutboxRows outbox) {
        this.outbox = outbox;
    }

    /** In the order handed in: earlier work gets the places that are free. */
    void restate(Handle handle, String namespace, UUID task, Instant now) {
        List<UUID> submissions = handle.createQuery("""
                        select id from submission
                        where namespace = :namespace and task_id = :task and not adjudication
                        order by submitted_at, id""")
                .bind("namespace", namespace)
                .bind("task", task)
                .mapTo(UUID.class)
                .list();
        for (UUID submission : submissions) {
            restate(handle, WholeRows.find(handle, namespace, submission).orElseThrow(), now);
        }
        Places.settle(handle, namespace, task, now);
    }

    private void restate(Handle handle, Whole whole, Instant now) {
        Submission before = whole.submission();
        boolean isFree = Places.read(handle, before.namespace(), before.task()).availability(now)
                instanceof Occupancy.Availability.Free;
        Standing standing = TrialRows.trial(handle, before.namespace(), before.task(), before.labeler())
                .again(before.standing(), isFree);
        if (!standing.equals(before.standing())) {
            var change = new Change(before, before.in(standing.state(), standing.cause()));
            SubmissionRows.saveState(handle, change.after());
            change.news(whole.task(), whole.content(), whole.labeler()).ifPresent(news -> outbox.add(handle, news));
        }
    }
}
