package macaw.labeling.texts;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import macaw.errors.ErrorCode;

/** Checks on names and ids that callers choose. */
public final class Names {
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private Names() {}

    /** A namespace; NAME_INVALID otherwise. */
    public static String namespace(String name) {
        return matching("namespace", name, IDENTIFIER, "1 to 100 of A-Z a-z 0-9 . - _");
    }

    /** A project's name; NAME_INVALID otherwise. */
    public static String project(String name) {
        return matching("project", name, PROJECT, "1 to 63 lower-case letters, digits and dashes");
    }

    /** A prompt's id; NAME_INVALID otherwise. */
    public static String promptId(String id) {
        return matching("prompt id", id, IDENTIFIER, "1 to 100 of A-Z a-z 0-9 . - _");
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
