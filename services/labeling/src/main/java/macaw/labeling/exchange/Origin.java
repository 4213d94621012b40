package macaw.labeling.exchange;

import java.time.Instant;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Texts;

/**
 * What is said of labels whose file does not say it.
 *
 * @param project where they go; labels without an id are called after it as well, so that two projects may hold the same file
 * @param source where they come from, e.g. {@code fine-grained-rlhf}
 * @param labeler pseudonym
 * @param simulated whether a program played the labelers
 * @param now when they come in
 */
public record Origin(String project, String source, String labeler, boolean simulated, Instant now) {
    public Origin {
        Texts.shortText("source", source);
        pseudonym("labeler", labeler);
    }

    /** A pseudonym: 1 to 200 characters in one line; REQUEST_INVALID, TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID. */
    static String pseudonym(String field, String pseudonym) {
        Texts.shortText(field, pseudonym);
        if (!pseudonym.strip().equals(pseudonym) || pseudonym.lines().count() > 1) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field + " must be one line without blanks around it");
        }
        return pseudonym;
    }
}
