package macaw.demo.cycle;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/** Calls that may be made twice with the effect of once: a service that is away or silent for a moment is asked again. */
final class Repeatable {
    /** How long one attempt may take. */
    static final Duration DEADLINE = Duration.ofSeconds(15);

    private static final int ATTEMPTS = 4;
    private static final Set<Status.Code> TRANSIENT = Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

    private Repeatable() {}

    static <T> T call(Supplier<T> attempt) {
        for (int made = 1; ; made++) {
            try {
                return attempt.get();
            } catch (StatusRuntimeException e) {
                if (made == ATTEMPTS || !TRANSIENT.contains(e.getStatus().getCode())) {
                    throw e;
                }
            }
        }
    }
}
