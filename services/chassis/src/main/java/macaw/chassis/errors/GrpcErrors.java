package macaw.chassis.errors;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A coded error as a gRPC status: {@code google.rpc.ErrorInfo} in the details, and the bare code in the trailer {@code macaw-error-code}. */
public final class GrpcErrors {
    /** Trailer with the code. */
    public static final Metadata.Key<String> CODE =
            Metadata.Key.of("macaw-error-code", Metadata.ASCII_STRING_MARSHALLER);

    private static final String DOMAIN = "macaw";

    private GrpcErrors() {}

    /** What to give to {@code StreamObserver.onError}; anything without a code becomes INTERNAL and is logged. */
    public static StatusRuntimeException toStatus(Throwable thrown) {
        CodedException coded = Failures.codedOrInternal(thrown);
        var status = com.google.rpc.Status.newBuilder()
                .setCode(code(coded.code()).value())
                .setMessage(String.valueOf(coded.getMessage()))
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(coded.code().name())
                        .setDomain(DOMAIN)
                        .build()))
                .build();
        var trailers = new Metadata();
        trailers.put(CODE, coded.code().name());
        return StatusProto.toStatusRuntimeException(status, trailers);
    }

    /**
     * The coded error that another service of this system sent; {@code unavailable} when it did not answer at all, INTERNAL when it answered
     * with an error that has no code of ours.
     */
    public static CodedException fromStatus(StatusRuntimeException e, ErrorCode unavailable) {
        String message = e.getStatus().getDescription() == null
                ? e.getStatus().getCode().name()
                : e.getStatus().getDescription();
        ErrorCode code = codeOf(e.getTrailers() == null ? null : e.getTrailers().get(CODE));
        if (code != null) {
            return new CodedException(code, message, e);
        }
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> new CodedException(unavailable, message, e);
            case RESOURCE_EXHAUSTED -> new CodedException(ErrorCode.OVERLOADED, message, e);
            default -> new CodedException(ErrorCode.INTERNAL, e.getStatus().getCode() + ": " + message, e);
        };
    }

    private static @Nullable ErrorCode codeOf(@Nullable String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return null;
    }

    private static Status.Code code(ErrorCode code) {
        if (code == ErrorCode.UNAUTHENTICATED) {
            return Status.Code.UNAUTHENTICATED;
        }
        if (code == ErrorCode.DRAINING) {
            return Status.Code.UNAVAILABLE;
        }
        return switch (code.kind()) {
            case USER -> Status.Code.INVALID_ARGUMENT;
            case ACCESS -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case CONFLICT -> Status.Code.FAILED_PRECONDITION;
            case RESOURCES -> Status.Code.RESOURCE_EXHAUSTED;
            case EXTERNAL -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }
}
