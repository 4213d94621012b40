package macaw.cli;

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
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackState;

/** A gRPC connection to one service of a stack, with the operator's key on every call. */
final class Connection implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final ManagedChannel channel;
    private final Channel authorised;

    private Connection(ManagedChannel channel, String key) {
        this.channel = channel;
        this.authorised = ClientInterceptors.intercept(channel, new KeyInterceptor(key));
    }

    static Connection to(Service service, StackState stack) {
        String target = stack.address(service)
                .orElseThrow(() -> new StackException("the " + service.title() + " service is not part of this stack"))
                .grpc();
        return new Connection(
                ManagedChannelBuilder.forTarget(target)
                        .usePlaintext()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .build(),
                stack.key());
    }

    /** For making stubs. */
    Channel channel() {
        return authorised;
    }

    /** For making stubs that present another key. */
    Channel as(String key) {
        return ClientInterceptors.intercept(channel, new KeyInterceptor(key));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private record KeyInterceptor(String key) implements ClientInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<R> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, "Bearer " + key);
                    super.start(listener, headers);
                }
            };
        }
    }
}
