package macaw.chassis.errors;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/** Gives every failed RPC its coded status: a service may throw a coded error or pass it to {@code onError} as it is. */
@ApplicationScoped
@GlobalInterceptor
@Priority(CodedStatusInterceptor.PRIORITY)
public class CodedStatusInterceptor implements ServerInterceptor {
    static final int PRIORITY = 2000;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var coded = new CodedCall<>(call);
        try {
            return new CodedListener<>(next.startCall(coded, headers), coded);
        } catch (RuntimeException e) {
            coded.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }

    private static final class CodedCall<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private boolean closed;

        CodedCall(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (closed) {
                return;
            }
            closed = true;
            if (status.getCode() == Status.Code.UNKNOWN && status.getCause() != null) {
                StatusRuntimeException converted = GrpcErrors.toStatus(status.getCause());
                super.close(
                        converted.getStatus(), Objects.requireNonNullElseGet(converted.getTrailers(), Metadata::new));
            } else {
                super.close(status, trailers);
            }
        }

        void fail(RuntimeException e) {
            Status status = e instanceof StatusRuntimeException known ? known.getStatus() : Status.UNKNOWN.withCause(e);
            Metadata trailers = e instanceof StatusRuntimeException known && known.getTrailers() != null
                    ? known.getTrailers()
                    : new Metadata();
            close(status, trailers);
        }
    }

    private static final class CodedListener<Q>
            extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final CodedCall<Q, ?> call;

        CodedListener(ServerCall.Listener<Q> listener, CodedCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guarded(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guarded(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guarded(super::onReady);
        }

        private void guarded(Runnable event) {
            try {
                event.run();
            } catch (RuntimeException e) {
                call.fail(e);
            }
        }
    }
}
