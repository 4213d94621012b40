package macaw.labeling.submissions;

import java.time.Instant;
import java.util.Optional;
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
     */
    record Situation(Task task, Occupancy occupancy, Labeler labeler, Trial trial, Optional<Submission> sameKey) {}

    /** Decides and records, with the outbox entry in the same transaction; TASK_UNKNOWN. */
    Submitting submit(
            String namespace,
            UUID task,
            UUID lease,
            UUID labeler,
            String idempotencyKey,
            Instant now,
            Function<Situation, Submitting> decision);

    /** Decides and records, with the tombstone in the same transaction; SUBMISSION_UNKNOWN. */
    Submission withdraw(
            String namespace,
            UUID submission,
            String reason,
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
