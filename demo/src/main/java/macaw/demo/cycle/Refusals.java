package macaw.demo.cycle;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import macaw.errors.ErrorCode;

/** Why a service refused a call. */
final class Refusals {
    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("macaw-error-code", Metadata.ASCII_STRING_MARSHALLER);

    private Refusals() {}

    /** Whether it was for that reason. */
    static boolean isFor(ErrorCode code, StatusRuntimeException refusal) {
        Metadata trailers = refusal.getTrailers();
        return trailers != null && code.name().equals(trailers.get(CODE));
    }
}
