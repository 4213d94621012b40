package macaw.records;

import macaw.errors.CodedException;

/**
 * Something that did not work, as an event that flows on instead of a gap.
 *
 * @param code stable code; a string, because a newer writer may know codes that this reader does not
 * @param message one sentence with the offending value
 * @param retryable whether asking again for the same thing can succeed
 */
public record Failure(String code, String message, boolean retryable) implements RolloutOutcome, ScoringOutcome {
    public Failure {
        Refusals.require(!code.isEmpty(), "a failure has a code");
    }

    /** The failure that tells of {@code e}. */
    public static Failure of(CodedException e) {
        String message = e.getMessage();
        return new Failure(
                e.code().name(), message == null ? "" : message, e.code().kind().retryable());
    }
}
