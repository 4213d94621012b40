package macaw.chassis.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;

/** Calls to others as spans under what the calling thread's log lines are about; the metadata carry them. */
record TracedCalls(Tracing tracing) implements ClientInterceptor {
    static final Metadata.Key<String> HEADER = Metadata.Key.of(TraceContext.HEADER, Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        TraceContext caller = LogContext.current().trace();
        ClientCall<Q, A> call = next.newCall(method, options);
        if (!tracing.isOn() && !caller.present()) {
            return call;
        }
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                Span span = describe(
                        tracing.begin(SpanStart.of(method.getFullMethodName(), SpanStart.Kind.CLIENT, caller)), method);
                TraceContext sent = span.context().present() ? span.context() : caller;
                headers.put(HEADER, sent.header());
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                end(span, status);
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }
        };
    }

    static Span describe(Span span, MethodDescriptor<?, ?> method) {
        if (span.recorded()) {
            String service = method.getServiceName();
            span.with("rpc.system", "grpc")
                    .with("rpc.service", service == null ? "" : service)
                    .with("rpc.method", String.valueOf(method.getBareMethodName()));
        }
        return span;
    }

    static void end(Span span, Status status) {
        span.with("rpc.grpc.status_code", status.getCode().value());
        if (!status.isOk()) {
            span.failed(status.getCode().name(), String.valueOf(status.getDescription()));
        }
        span.close();
    }
}
