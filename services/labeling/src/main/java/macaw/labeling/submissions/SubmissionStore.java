package macaw.labeling.submissions;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.gold.Trial;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.tasks.Occupancy;
import macaw.labeling.tasks.Task;

/** Where submissions are kept. Each change is one transaction that holds its task's lock while it decides. */
public interface SubmissionStore {
    /**
     * What a decision about new work rests on.
     *
     * @param task the task, with the guidelines and form of the lease
     * @param occupancy who is at it
     * @param labeler who submits
     * @param trial what decides, beside a place, whether the work counts
     * @param sameKey what this labeler recorded under the same idempotency key
     * @param conflicts fingerprints of this labeler's conflicting work on the task that is kept already
     */
    record Situation(
            Task task,
            Occupancy occupancy,
            Labeler labeler,
            Trial trial,
            Optional<Keyed> sameKey,
            Set<String> conflicts) {
        public Situation {
            conflicts = Set.copyOf(conflicts);
        }
    }

    /**
     * What an idempotency key was used for.
     *
     * @param submission as it is now
     * @param fingerprint of the content that came with the key
     */
    record Keyed(Submission submission, String fingerprint) {
        /** Whether this content of this task came under the key. */
        boolean isSame(UUID task, String other) {
            return submission.task().equals(task) && fingerprint.equals(other);
        }
    }

    /** Decides and records, with the outbox entry in the same transaction; TASK_UNKNOWN, FORBIDDEN for a labeler who is withdrawn. */
    Submitting submit(
            String namespace,
            UUID task,
            UUID lease,
            UUID labeler,
            String idempotencyKey,
            Instant now,
            Function<Situation, Submitting> decision);

    /** Decides and records, with the tombstones in the same transaction; SUBMISSION_UNKNOWN. */
    Submission withdraw(
            String namespace,
            UUID submission,
            Withdrawal withdrawal,
            Instant now,
            Function<RecordedLabel, Withdrawing> decision);

    /**
     * A submission and what it is about.
     *
     * @param submission the submission
     * @param kind of its task
     */
    record RecordedLabel(Submission submission, TaskKind kind) {}
}
