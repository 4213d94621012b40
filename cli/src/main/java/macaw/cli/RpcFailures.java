package macaw.cli;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to tell a person of a refused or failed RPC: the service's code and its sentence. */
final class RpcFailures {
    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("macaw-error-code", Metadata.ASCII_STRING_MARSHALLER);

    private RpcFailures() {}

    static String story(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        Metadata trailers = failure.getTrailers();
        @Nullable String code = trailers == null ? null : trailers.get(CODE);
        String description = Objects.requireNonNullElse(status.getDescription(), "");
        if (code != null) {
            return NextStep.line(code, description);
        }
        return switch (status.getCode()) {
            case UNAVAILABLE -> "UNAVAILABLE: the service does not answer; `macaw status` says what is up";
            default -> NextStep.line(status.getCode().name(), description);
        };
    }
}
