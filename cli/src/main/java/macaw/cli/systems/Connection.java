package macaw.cli.systems;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import macaw.localstack.Service;

/** A gRPC connection to one service of a system, with the operator's key on every call. */
public final class Connection implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final ManagedChannel channel;
    private final Channel authorised;

    private Connection(ManagedChannel channel, String key) {
        this.channel = channel;
        this.authorised = ClientInterceptors.intercept(channel, new KeyInterceptor(key));
    }

    public static Connection to(Service service, RunningSystem system) {
        return to(system.address(service), system.key());
    }

    /** To whatever answers there, with the operator's key. */
    public static Connection to(ServiceAddress address, String key) {
        return new Connection(
                ManagedChannelBuilder.forTarget(address.grpc())
                        .usePlaintext()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .build(),
                key);
    }

    /** For making stubs. */
    public Channel channel() {
        return authorised;
    }

    /** For making stubs that present another key. */
    public Channel as(String key) {
        return ClientInterceptors.intercept(channel, new KeyInterceptor(key));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private record KeyInterceptor(String key) implements ClientInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
        /** A program that calls this one in a trace says so in the environment, by OpenTelemetry's convention. */
        private static final Metadata.Key<String> TRACE =
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

        private static final Optional<String> CALLERS_TRACE = Optional.ofNullable(System.getenv("TRACEPARENT"));

        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<R> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, "Bearer " + key);
                    CALLERS_TRACE.ifPresent(trace -> headers.put(TRACE, trace));
                    super.start(listener, headers);
                }
            };
        }
    }
}
