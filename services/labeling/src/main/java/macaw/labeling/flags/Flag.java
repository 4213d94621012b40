package macaw.labeling.flags;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Texts;

/**
 * That a labeler marked a prompt.
 *
 * @param id the flag
 * @param task of the prompt
 * @param labeler who
 * @param kind what is wrong
 * @param comment the labeler's own; may be empty
 * @param flaggedAt when, in whole microseconds
 * @param resolution what a lead decided; empty while it is open
 */
public record Flag(
        UUID id,
        UUID task,
        UUID labeler,
        FlagKind kind,
        String comment,
        Instant flaggedAt,
        Optional<Resolution> resolution) {
    public Flag {
        Texts.optional("comment", comment, Texts.MAX_COMMENT);
    }

    /** What a lead does about it. */
    public enum Action {
        /** The prompt stays as it is. */
        KEEP,
        /** The prompt is withdrawn. */
        WITHDRAW_PROMPT
    }

    /**
     * A lead's decision.
     *
     * @param action what is done
     * @param comment why; may be empty
     * @param by the lead, as access control knows them
     * @param at when, in whole microseconds
     */
    public record Resolution(Action action, String comment, String by, Instant at) {
        public Resolution {
            Texts.optional("comment", comment, Texts.MAX_COMMENT);
        }
    }

    /** The same with that decision; a flag that was decided so before stays as it is, otherwise FLAG_CONFLICT. */
    public Flag resolved(Resolution decision) {
        if (resolution.isEmpty()) {
            return new Flag(id, task, labeler, kind, comment, flaggedAt, Optional.of(decision));
        }
        if (resolution.get().action() != decision.action()) {
            throw new CodedException(ErrorCode.FLAG_CONFLICT, "flag " + id + " was resolved otherwise before");
        }
        return this;
    }
}
