package macaw.labeling.inquiries;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.texts.Texts;

/**
 * A labeler's question to a lead.
 *
 * @param id the inquiry
 * @param task which it is about
 * @param labeler who asks
 * @param text what; TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID
 * @param askedAt when, in whole microseconds
 * @param answer what a lead said; empty until one does
 */
public record Inquiry(UUID id, UUID task, UUID labeler, String text, Instant askedAt, Optional<LeadsAnswer> answer) {
    public Inquiry {
        Texts.comment("text", text);
    }

    /**
     * A lead's answer.
     *
     * @param text what; TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID
     * @param by the lead, as access control knows them
     * @param at when, in whole microseconds
     */
    public record LeadsAnswer(String text, String by, Instant at) {
        public LeadsAnswer {
            Texts.comment("text", text);
        }
    }
}
