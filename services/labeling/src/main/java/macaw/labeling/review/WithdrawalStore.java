package macaw.labeling.review;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import macaw.labeling.projects.Project;

/** Where withdrawals of labelers and prompts are kept, step by step. */
public interface WithdrawalStore {
    /**
     * Marks the labeler: their key works no more and nothing is taken from them. Whoever is marked already stays as they
     * are. Work that is under way is recorded before. LABELER_UNKNOWN.
     */
    UUID markLabeler(String namespace, String pseudonym, String reason, Instant now);

    /** Marks the prompt and closes its task. A prompt that is marked already stays as it is. PROMPT_UNKNOWN. Returns the task. */
    UUID markPrompt(Project project, String prompt, String reason, String by, Instant now);

    /** Some of the labeler's submissions that are not withdrawn yet, at most {@code limit}. */
    List<UUID> leftOfLabeler(String namespace, UUID labeler, int limit);

    /** Some of the task's submissions that are not withdrawn yet, at most {@code limit}. */
    List<UUID> leftOfTask(String namespace, UUID task, int limit);

    /** The tasks of which the labeler holds a place, or one is kept for them, at most {@code limit}. */
    List<UUID> heldBy(String namespace, UUID labeler, int limit);

    /** Gives up the labeler's place of a task. */
    void release(String namespace, UUID task, UUID labeler, Instant now);
}
