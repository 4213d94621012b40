package macaw.errors;

/** Whose move it is when something went wrong. Decides the HTTP status, the gRPC status and whether a retry can help. */
public enum ErrorKind {
    /** The request cannot be right; the caller changes it. */
    USER,
    /** Nobody, or somebody without the role that is needed. */
    ACCESS,
    /** What the request names is not here. */
    NOT_FOUND,
    /** It contradicts what is recorded already. */
    CONFLICT,
    /** Too much at once; the same request succeeds later. */
    RESOURCES,
    /** A dependency (broker, database, store, another service) does not answer; retried. */
    EXTERNAL,
    /** A bug or corrupt state; an operator looks at it. */
    INTERNAL;

    /** Whether the same request can succeed later without being changed. */
    public boolean retryable() {
        return this == RESOURCES || this == EXTERNAL;
    }
}
