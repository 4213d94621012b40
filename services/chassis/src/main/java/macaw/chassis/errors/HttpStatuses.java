package macaw.chassis.errors;

import macaw.errors.ErrorCode;

/** The HTTP status of each code. */
public final class HttpStatuses {
    private HttpStatuses() {}

    /** Follows from the code's kind; two codes are more exact than their kind. */
    public static int of(ErrorCode code) {
        if (code == ErrorCode.UNAUTHENTICATED) {
            return 401;
        }
        if (code == ErrorCode.DRAINING) {
            return 503;
        }
        return switch (code.kind()) {
            case USER -> 400;
            case ACCESS -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case RESOURCES -> 429;
            case EXTERNAL -> 503;
            case INTERNAL -> 500;
        };
    }
}
