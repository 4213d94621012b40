package macaw.labeling.postgres;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionStore;
import org.jdbi.v3.core.Handle;

/** Which idempotency key came with what, and the conflicts that are kept. */
final class SubmissionKeys {
    private SubmissionKeys() {}

    static Optional<SubmissionStore.Keyed> find(Handle handle, String namespace, UUID labeler, String key) {
        return handle.createQuery("""
                        select s.*, k.fingerprint as key_fingerprint from submission_key k
                        join submission s on s.namespace = k.namespace and s.id = k.submission_id
                        where k.namespace = :namespace and k.labeler_id = :labeler and k.idempotency_key = :key""")
                .bind("namespace", namespace)
                .bind("labeler", labeler)
                .bind("key", key)
                .map((row, context) ->
                        new SubmissionStore.Keyed(SubmissionRows.submission(row), row.getString("key_fingerprint")))
                .findOne();
    }

    static void add(Handle handle, Submission submission, String key) {
        handle.createUpdate("""
                        insert into submission_key (namespace, labeler_id, idempotency_key, submission_id, fingerprint)
                        values (:namespace, :labeler, :key, :submission, :fingerprint)""")
                .bind("namespace", submission.namespace())
                .bind("labeler", submission.labeler())
                .bind("key", key)
                .bind("submission", submission.id())
                .bind("fingerprint", submission.fingerprint())
                .execute();
    }

    /** Fingerprints of the labeler's conflicting work on the task. */
    static Set<String> conflicts(Handle handle, String namespace, UUID task, UUID labeler) {
        return Set.copyOf(handle.createQuery("""
                        select fingerprint from submission
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler
                          and cause = 'CONFLICT'""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .mapTo(String.class)
                .list());
    }
}
