package macaw.labeling.drafts;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * What a page keeps of unfinished work. Only the page knows what is in it, so even text that a submission would refuse is kept.
 *
 * @param json a JSON object that UTF-8 can carry: half a surrogate pair is escaped
 */
public record DraftContent(String json) {
    /** Most UTF-16 units. */
    public static final int MAX_LENGTH = 256 * 1024;

    /** The draft of a JSON object as its sender wrote it; TEXT_TOO_LONG. */
    public static DraftContent of(String json) {
        if (json.length() > MAX_LENGTH) {
            throw new CodedException(
                    ErrorCode.TEXT_TOO_LONG,
                    "content may have " + MAX_LENGTH + " UTF-16 units of JSON, has " + json.length());
        }
        return new DraftContent(withWholeCharacters(json));
    }

    /** In a JSON text surrogates are in strings only, where an escape says the same. */
    private static String withWholeCharacters(String json) {
        var whole = new StringBuilder(json.length());
        for (int at = 0; at < json.length(); ) {
            int point = json.codePointAt(at);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                whole.append("\\u%04x".formatted(point));
            } else {
                whole.appendCodePoint(point);
            }
            at += Character.charCount(point);
        }
        return whole.toString();
    }
}
