package macaw.labeling.drafts;

import java.time.Instant;

/**
 * A labeler's unfinished work on one task.
 *
 * @param content what the page kept
 * @param savedAt when, in whole microseconds
 */
public record Draft(DraftContent content, Instant savedAt) {}
