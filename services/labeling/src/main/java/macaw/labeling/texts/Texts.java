package macaw.labeling.texts;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Checks on text that people and programs send. Markup is let through as it is: pages show it as text. */
public final class Texts {
    /** Most UTF-16 units of a prompt. */
    public static final int MAX_PROMPT = 20_000;
    /** Most UTF-16 units of a demonstration or an output. */
    public static final int MAX_ANSWER = 50_000;
    /** Most UTF-16 units of a project's guidelines. */
    public static final int MAX_GUIDELINES = 100_000;
    /** Most UTF-16 units of a comment or a question. */
    public static final int MAX_COMMENT = 5_000;
    /** Most UTF-16 units of a category, a source, a group, a labeler's name or a reason. */
    public static final int MAX_SHORT = 200;

    private Texts() {}

    /** A prompt: PROMPT_EMPTY, PROMPT_TOO_LONG, TEXT_INVALID. */
    public static String prompt(String text) {
        require(!text.isBlank(), ErrorCode.PROMPT_EMPTY, "text has no text in it");
        return limited("text", text, MAX_PROMPT, ErrorCode.PROMPT_TOO_LONG);
    }

    /** A demonstration: TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID. */
    public static String demonstration(String text) {
        require(!text.isBlank(), ErrorCode.TEXT_EMPTY, "text has nothing in it");
        return limited("text", text, MAX_ANSWER, ErrorCode.TEXT_TOO_LONG);
    }

    /** A part of a few-shot example: TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID. */
    public static String example(String field, String text) {
        require(!text.isBlank(), ErrorCode.TEXT_EMPTY, field + " has nothing in it");
        return limited(field, text, MAX_PROMPT, ErrorCode.TEXT_TOO_LONG);
    }

    /** Text that may be empty: TEXT_TOO_LONG, TEXT_INVALID. */
    public static String optional(String field, String text, int limit) {
        return limited(field, text, limit, ErrorCode.TEXT_TOO_LONG);
    }

    /** A comment that must not be empty: TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID. */
    public static String comment(String field, String text) {
        require(!text.isBlank(), ErrorCode.TEXT_EMPTY, field + " has nothing in it");
        return limited(field, text, MAX_COMMENT, ErrorCode.TEXT_TOO_LONG);
    }

    /** A short text that must not be empty: TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID. */
    public static String shortText(String field, String text) {
        require(!text.isBlank(), ErrorCode.TEXT_EMPTY, field + " has nothing in it");
        return limited(field, text, MAX_SHORT, ErrorCode.TEXT_TOO_LONG);
    }

    private static String limited(String field, String text, int limit, ErrorCode tooLong) {
        require(text.length() <= limit, tooLong, field + " may have " + limit + " UTF-16 units, has " + text.length());
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            require(isAllowed(point), ErrorCode.TEXT_INVALID, notAllowed(field, point, at));
            at += Character.charCount(point);
        }
        return text;
    }

    private static boolean isAllowed(int point) {
        boolean loneSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean control = Character.isISOControl(point) && point != '\n' && point != '\r' && point != '\t';
        return !loneSurrogate && !control;
    }

    private static String notAllowed(String field, int point, int at) {
        return "%s holds U+%04X at %d, which is not text".formatted(field, point, at);
    }

    static void require(boolean holds, ErrorCode code, String message) {
        if (!holds) {
            throw new CodedException(code, message);
        }
    }
}
