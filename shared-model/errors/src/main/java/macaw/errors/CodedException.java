package macaw.errors;

import org.jspecify.annotations.Nullable;

/** An error with a stable code and a message for a person that names the offending value. */
public final class CodedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** An error that has no deeper cause. */
    public CodedException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** An error with the failure that led to it. */
    public CodedException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The stable code. */
    public ErrorCode code() {
        return code;
    }

    @Override
    public String toString() {
        return code + ": " + getMessage();
    }
}
