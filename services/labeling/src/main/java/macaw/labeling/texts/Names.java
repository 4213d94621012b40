package macaw.labeling.texts;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import macaw.errors.ErrorCode;

/** Checks on names and ids that callers choose. */
public final class Names {
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");
    private static final int MAX_LANGUAGE = 35;

    private Names() {}

    /** A namespace; NAME_INVALID otherwise. */
    public static String namespace(String name) {
        return matching("namespace", name, IDENTIFIER, "1 to 100 of A-Z a-z 0-9 . - _");
    }

    /** A project's name; NAME_INVALID otherwise. */
    public static String project(String name) {
        return matching("project", name, PROJECT, "1 to 63 lower-case letters, digits and dashes");
    }

    /** A form's name, without its version; NAME_INVALID otherwise. */
    public static String form(String name) {
        return matching("name", name, PROJECT, "1 to 63 lower-case letters, digits and dashes");
    }

    /** A prompt's id; NAME_INVALID otherwise. */
    public static String promptId(String id) {
        return matching("prompt id", id, IDENTIFIER, "1 to 100 of A-Z a-z 0-9 . - _");
    }

    /** A language tag (BCP 47) or nothing; REQUEST_INVALID otherwise. */
    public static String language(String tag) {
        Texts.require(
                tag.isEmpty()
                        || (tag.length() <= MAX_LANGUAGE
                                && LANGUAGE.matcher(tag).matches()),
                ErrorCode.REQUEST_INVALID,
                "language must be a BCP 47 tag such as \"en\" or \"pt-BR\", was \"" + tag + "\"");
        return tag;
    }

    /** An idempotency key; REQUEST_INVALID otherwise. */
    public static String idempotencyKey(String key) {
        boolean visible = !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7F);
        Texts.require(
                visible && key.length() <= Texts.MAX_SHORT,
                ErrorCode.REQUEST_INVALID,
                "idempotency key must be 1 to " + Texts.MAX_SHORT + " visible ASCII characters, was \"" + key + "\"");
        return key;
    }

    /** An id that this service made; empty where the text cannot be one. */
    public static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String matching(String what, String value, Pattern pattern, String rule) {
        Texts.require(
                pattern.matcher(value).matches(),
                ErrorCode.NAME_INVALID,
                what + " must be " + rule + ", was \"" + value + "\"");
        return value;
    }
}
