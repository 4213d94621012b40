package macaw.demo.cycle;

import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import macaw.v1.LabelingServiceGrpc;
import macaw.v1.LabelingServiceGrpc.LabelingServiceBlockingStub;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.RewardServiceGrpc.RewardServiceBlockingStub;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingV2Stub;

/** The four services' clients, as the operator or as a labeler. */
final class Services implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 64 << 20;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final CallCredentials operator;
    private final ManagedChannel labeling;
    private final ManagedChannel generator;
    private final ManagedChannel reward;
    private final ManagedChannel trainer;

    Services(ServiceAddresses addresses) {
        this.operator = new BearerKey(addresses.operatorKey());
        this.labeling = open(addresses.labeling());
        this.generator = open(addresses.generator());
        this.reward = open(addresses.reward());
        this.trainer = open(addresses.trainer());
    }

    LabelingServiceBlockingStub labeling() {
        return LabelingServiceGrpc.newBlockingStub(labeling).withCallCredentials(operator);
    }

    LabelingServiceBlockingStub labelingAs(String labelerKey) {
        return LabelingServiceGrpc.newBlockingStub(labeling).withCallCredentials(new BearerKey(labelerKey));
    }

    GenerationServiceBlockingStub generation() {
        return GenerationServiceGrpc.newBlockingStub(generator).withCallCredentials(operator);
    }

    RewardServiceBlockingStub rewards() {
        return RewardServiceGrpc.newBlockingStub(reward).withCallCredentials(operator);
    }

    TrainingServiceBlockingStub training() {
        return TrainingServiceGrpc.newBlockingStub(trainer).withCallCredentials(operator);
    }

    TrainingServiceBlockingV2Stub uploads() {
        return TrainingServiceGrpc.newBlockingV2Stub(trainer).withCallCredentials(operator);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private ManagedChannel open(String target) {
        ManagedChannel channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .build();
        channels.add(channel);
        return channel;
    }

    /** Presents a key as {@code Authorization: Bearer}. */
    private static final class BearerKey extends CallCredentials {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        private final String key;

        private BearerKey(String key) {
            this.key = key;
        }

        @Override
        public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
            var metadata = new Metadata();
            metadata.put(AUTHORIZATION, "Bearer " + key);
            applier.apply(metadata);
        }
    }
}
