package macaw.labeling.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.submissions.RevisionStore.Whole;
import macaw.labeling.submissions.Submission;
import macaw.labeling.tasks.Occupancy;
import macaw.labeling.tasks.Task;

/** Where leads' decisions are kept. Each is one transaction that holds its task's lock while it decides. */
public interface ReviewStore {
    /**
     * Who decides, and what they say.
     *
     * @param action what is decided
     * @param reviewer who to access control
     * @param comment why; may be empty
     * @param at when
     */
    record Statement(ReviewEntry.Action action, String reviewer, String comment, Instant at) {}

    /** Decides about a submission and records that, with the outbox entry in the same transaction; SUBMISSION_UNKNOWN. */
    Submission review(
            String namespace, UUID submission, Statement statement, BiFunction<Whole, Occupancy, Reviewing> decision);

    /**
     * What a decision about a task rests on.
     *
     * @param task the task as it is shown now
     * @param closed when it was closed by itself; empty where it was not
     * @param withdrawn whether its prompt is withdrawn
     * @param labeler the reviewer
     * @param adjudication the one that counts
     */
    record TaskSituation(
            Task task,
            Optional<Instant> closed,
            boolean withdrawn,
            Optional<Labeler> labeler,
            Optional<Whole> adjudication) {}

    /**
     * Decides about a task and records that, with the outbox entries in the same transaction; TASK_UNKNOWN.
     *
     * @param reviewer the reviewer as a labeler, where they judge themselves
     */
    TaskChange decide(
            String namespace,
            UUID task,
            Optional<UUID> reviewer,
            Statement statement,
            Function<TaskSituation, TaskChange> decision);

    /** All that was ever decided about the submission and, by itself, about its task, in order. */
    List<ReviewEntry> trail(String namespace, Submission submission);

    /** The submission's contents in order, the current one last; SUBMISSION_UNKNOWN. */
    List<Version> versions(String namespace, UUID submission);

    /** The submission; empty where there is none. */
    Optional<Whole> find(String namespace, UUID submission);
}
