package macaw.chassis.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.grpc.runtime.Interceptors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;

/** Calls from others as spans that go on with the caller's trace; log lines of a call carry its span. */
@ApplicationScoped
@GlobalInterceptor
public class TracedRpcs implements ServerInterceptor, Prioritized {
    private final Tracing tracing;

    TracedRpcs(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Next inside of {@link OrderedCalls}: outside of who checks the key and who gives a failed call its code. */
    @Override
    public int getPriority() {
        return Interceptors.BLOCKING_HANDLER - 1;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        TraceContext caller = TraceContext.parse(headers.get(TracedCalls.HEADER));
        if (!tracing.isOn() && !caller.present()) {
            return next.startCall(call, headers);
        }
        String rpc = call.getMethodDescriptor().getFullMethodName();
        Span span = TracedCalls.describe(
                tracing.begin(SpanStart.of(rpc, SpanStart.Kind.SERVER, caller)), call.getMethodDescriptor());
        TraceContext trace = span.context().present() ? span.context() : caller;
        try (var lines = LogContext.span(trace)) {
            return new Listener<>(next.startCall(new Call<>(call, span), headers), span, trace);
        }
    }

    private static final class Call<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final Span span;

        Call(ServerCall<Q, A> call, Span span) {
            super(call);
            this.span = span;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            TracedCalls.end(span, status);
            super.close(status, trailers);
        }
    }

    private static final class Listener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Span span;
        private final TraceContext trace;

        Listener(ServerCall.Listener<Q> listener, Span span, TraceContext trace) {
            super(listener);
            this.span = span;
            this.trace = trace;
        }

        @Override
        public void onMessage(Q message) {
            try (var lines = LogContext.span(trace)) {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            try (var lines = LogContext.span(trace)) {
                super.onHalfClose();
            }
        }

        @Override
        public void onReady() {
            try (var lines = LogContext.span(trace)) {
                super.onReady();
            }
        }

        @Override
        public void onCancel() {
            try (var lines = LogContext.span(trace)) {
                super.onCancel();
            } finally {
                TracedCalls.end(span, Status.CANCELLED);
            }
        }
    }
}
