package macaw.chassis.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import macaw.chassis.tracing.Tracing;

/** Channels to other services: each call carries this service's key and, unless it is a stream or brings its own, a deadline. */
public final class ServiceChannels {
    /** Deadline of a unary call that sets none. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

    private ServiceChannels() {}

    /**
     * A channel to host:port; connects on the first call and again after each failure. Where the name has several addresses the calls go to all of
     * them in turn. They are looked up again when a connection is lost and after a minute without calls. The caller shuts it down.
     */
    public static ManagedChannel open(String target, Optional<String> key) {
        return open(target, key, Tracing.OFF);
    }

    /** The same; each call is a span, and its metadata carry it. */
    public static ManagedChannel open(String target, Optional<String> key, Tracing tracing) {
        return Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(1, TimeUnit.MINUTES)
                .defaultLoadBalancingPolicy("round_robin")
                .idleTimeout(1, TimeUnit.MINUTES)
                .intercept(new Credential(key), new TracedCalls(tracing))
                .build();
    }

    private record Credential(Optional<String> key) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
            CallOptions bounded = unary && options.getDeadline() == null
                    ? options.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    : options;
            return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, bounded)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    key.ifPresent(value -> headers.put(AUTHORIZATION, "Bearer " + value));
                    super.start(listener, headers);
                }
            };
        }
    }
}
