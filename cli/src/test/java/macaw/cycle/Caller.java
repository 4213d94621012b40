package macaw.cycle;

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
import io.grpc.StatusRuntimeException;
import macaw.localstack.Address;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import macaw.v1.LabelingServiceGrpc;
import macaw.v1.LabelingServiceGrpc.LabelingServiceBlockingStub;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.RewardServiceGrpc.RewardServiceBlockingStub;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;
import macaw.v1.TrainingServiceGrpc.TrainingServiceStub;

/** One service, called over gRPC with one key. */
final class Caller implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("macaw-error-code", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Channel authorised;

    /** An empty key presents none. */
    Caller(Address address, String key) {
        channel = ManagedChannelBuilder.forTarget(address.grpc()).usePlaintext().build();
        authorised = key.isEmpty() ? channel : ClientInterceptors.intercept(channel, new WithKey(key));
    }

    Channel channel() {
        return authorised;
    }

    TrainingServiceBlockingStub training() {
        return TrainingServiceGrpc.newBlockingStub(authorised);
    }

    TrainingServiceStub trainingUploads() {
        return TrainingServiceGrpc.newStub(authorised);
    }

    LabelingServiceBlockingStub labeling() {
        return LabelingServiceGrpc.newBlockingStub(authorised);
    }

    GenerationServiceBlockingStub generation() {
        return GenerationServiceGrpc.newBlockingStub(authorised);
    }

    RewardServiceBlockingStub reward() {
        return RewardServiceGrpc.newBlockingStub(authorised);
    }

    /** The coded reason of a refusal; the bare status where there is none. */
    static String codeOf(StatusRuntimeException refusal) {
        Metadata trailers = refusal.getTrailers();
        String code = trailers == null ? null : trailers.get(CODE);
        return code == null ? refusal.getStatus().toString() : code;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private record WithKey(String key) implements ClientInterceptor {
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
