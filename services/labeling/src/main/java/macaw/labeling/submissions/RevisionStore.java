package macaw.labeling.submissions;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.gold.Trial;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.tasks.Occupancy;
import macaw.labeling.tasks.Task;

/** Where submissions are changed by their labelers. A change is one transaction that holds its task's lock while it decides. */
public interface RevisionStore {
    /**
     * A submission with all that belongs to it.
     *
     * @param submission the submission
     * @param task its task, with the guidelines and the form of the submission
     * @param closed whether nothing of the task can be changed any more
     * @param labeler who submitted
     * @param content what it says
     * @param reviewComment what a reviewer said of it last; empty where nobody did
     */
    record Whole(
            Submission submission,
            Task task,
            boolean closed,
            Labeler labeler,
            Content content,
            Optional<String> reviewComment) {}

    /**
     * What a decision about a revision rests on.
     *
     * @param whole what is recorded
     * @param occupancy who is at the task
     * @param trial what decides, beside a place, whether the work counts
     * @param sameKey what this labeler recorded under the same idempotency key
     * @param conflicts fingerprints of this labeler's conflicting work on the task that is kept already
     */
    record Situation(
            Whole whole,
            Occupancy occupancy,
            Trial trial,
            Optional<SubmissionStore.Keyed> sameKey,
            Set<String> conflicts) {
        public Situation {
            conflicts = Set.copyOf(conflicts);
        }
    }

    /** Decides and records, with the outbox entry in the same transaction; SUBMISSION_UNKNOWN, FORBIDDEN for a labeler who is withdrawn. */
    Revising revise(
            String namespace,
            UUID submission,
            UUID labeler,
            String idempotencyKey,
            Instant now,
            Function<Situation, Revising> decision);

    /** The submission; empty where there is none. */
    Optional<Whole> find(String namespace, UUID submission);
}
