package macaw.labeling.skips;

import java.time.Instant;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Texts;

/**
 * That a labeler passed a task over; they are never handed it again.
 *
 * @param task the task
 * @param labeler who
 * @param reason why
 * @param comment why in words; may be empty unless the reason is another one (TEXT_EMPTY)
 * @param skippedAt when, in whole microseconds
 */
public record Skip(UUID task, UUID labeler, SkipReason reason, String comment, Instant skippedAt) {
    public Skip {
        Texts.optional("comment", comment, Texts.MAX_COMMENT);
        if (reason == SkipReason.OTHER && comment.isBlank()) {
            throw new CodedException(ErrorCode.TEXT_EMPTY, "comment has to say why where the reason is other");
        }
    }
}
