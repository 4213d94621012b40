package macaw.cli.display;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import java.util.Optional;

/** What to tell a person of a refused or failed RPC: the service's code and its sentence. */
public final class RpcFailures {
    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("macaw-error-code", Metadata.ASCII_STRING_MARSHALLER);

    private RpcFailures() {}

    /** The service's code; empty where the call failed otherwise. */
    public static Optional<String> code(StatusRuntimeException failure) {
        return Optional.ofNullable(failure.getTrailers()).flatMap(trailers -> Optional.ofNullable(trailers.get(CODE)));
    }

    public static String story(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String description = Objects.requireNonNullElse(status.getDescription(), "");
        Optional<String> code = code(failure);
        if (code.isPresent()) {
            return NextStep.line(code.get(), description);
        }
        return switch (status.getCode()) {
            case UNAVAILABLE -> "UNAVAILABLE: the service does not answer; `macaw status` says what is up";
            default -> NextStep.line(status.getCode().name(), description);
        };
    }
}
