package macaw.labeling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserting that something is refused with a code. */
public final class Codes {
    private Codes() {}

    public static CodedException assertRefused(ErrorCode code, ThrowingCallable call) {
        CodedException refusal = catchThrowableOfType(CodedException.class, call);
        assertThat(refusal).as("a refusal with " + code).isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return refusal;
    }
}
