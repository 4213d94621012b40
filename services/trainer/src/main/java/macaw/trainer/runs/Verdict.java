package macaw.trainer.runs;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Failure;

/** What becomes of a run whose work ended with an error. */
sealed interface Verdict {
    /** Another trainer has it; nothing is written down here. */
    record LeaveIt() implements Verdict {}

    /** It waits for a person, at its last checkpoint. */
    record Hold(Failure reason) implements Verdict {}

    /** It would fail the same way again. */
    record Fail(Failure reason) implements Verdict {}

    /** The verdict on an error. */
    static Verdict on(RuntimeException error) {
        if (!(error instanceof CodedException coded)) {
            return new Fail(new Failure(ErrorCode.INTERNAL.name(), String.valueOf(error), false));
        }
        if (coded.code() == ErrorCode.EPOCH_SUPERSEDED) {
            return new LeaveIt();
        }
        Failure reason = Failure.of(coded);
        return switch (coded.code().kind()) {
            case USER, ACCESS, NOT_FOUND -> new Fail(reason);
            case CONFLICT, RESOURCES, EXTERNAL, INTERNAL -> new Hold(reason);
        };
    }
}
