package macaw.records;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The checks that several records share; each names the value it refuses. */
final class Refusals {
    private static final int MAX_NAME_LENGTH = 100;

    private Refusals() {}

    /** A name of a namespace, policy, run …: it becomes a folder and part of a topic, so letters, digits, dot, dash and underscore only. */
    static String name(String what, String value) {
        if (value.isEmpty() || value.length() > MAX_NAME_LENGTH || !isName(value)) {
            throw new CodedException(
                    ErrorCode.NAME_INVALID,
                    what + " must be 1 to " + MAX_NAME_LENGTH
                            + " of a-z A-Z 0-9 . - _ and start with a letter or digit, was \"" + value + "\"");
        }
        return value;
    }

    private static boolean isName(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean joiner = i > 0 && (c == '.' || c == '-' || c == '_');
            if (!alphanumeric && !joiner) {
                return false;
            }
        }
        return true;
    }

    /** For what is checked once a token, where a message that nobody reads would cost more than the check. */
    static CodedException refused(String what) {
        return new CodedException(ErrorCode.REQUEST_INVALID, what);
    }

    static void require(boolean holds, String what) {
        require(holds, ErrorCode.REQUEST_INVALID, what);
    }

    static void require(boolean holds, ErrorCode code, String what) {
        if (!holds) {
            throw new CodedException(code, what);
        }
    }
}
