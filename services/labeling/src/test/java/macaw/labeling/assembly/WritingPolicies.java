package macaw.labeling.assembly;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import macaw.chassis.errors.GrpcErrors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.DeterministicRandom;
import macaw.v1.FinishReason;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.GenerationFinished;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.VersionRef;

/**
 * A generation service whose policy draws one of a few sentences, over real gRPC: a function of prompt, seed and sample as the contract says.
 * It is overloaded at every third request, prompts that say "always the same" get one answer only, and what stands in a prompt after
 * "repeat this: " comes before each answer.
 */
final class WritingPolicies extends GenerationServiceGrpc.GenerationServiceImplBase implements AutoCloseable {
    private final AtomicInteger requests = new AtomicInteger();
    private final Server server;

    private WritingPolicies() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(this)
                .build()
                .start();
    }

    static WritingPolicies start() throws IOException {
        return new WritingPolicies();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
        if (request.getPolicy().contains("nobody")) {
            observer.onError(GrpcErrors.toStatus(
                    new CodedException(ErrorCode.POLICY_UNKNOWN, "no policy " + request.getPolicy())));
            return;
        }
        if (requests.incrementAndGet() % 3 == 0) {
            observer.onError(GrpcErrors.toStatus(new CodedException(ErrorCode.OVERLOADED, "the queue is full")));
            return;
        }
        String prompt = request.getMessages().getMessages(0).getContent();
        for (int sample = 0; sample < request.getN(); sample++) {
            int draw = prompt.contains("always the same")
                    ? 0
                    : DeterministicRandom.of(request.getSeed(), "draw", 0, sample)
                            .nextInt(12);
            var policy = VersionRef.newBuilder()
                    .setNamespace("default")
                    .setName("sft")
                    .setNumber(3)
                    .setManifestSha256("cd".repeat(32));
            observer.onNext(GenerateResponse.newBuilder()
                    .setSample(sample)
                    .setText(repeated(prompt) + "Answer ")
                    .setPolicy(policy)
                    .build());
            observer.onNext(GenerateResponse.newBuilder()
                    .setSample(sample)
                    .setText("number " + draw + ".")
                    .setPolicy(policy)
                    .setFinished(GenerationFinished.newBuilder()
                            .setReason(
                                    draw % 2 == 0 ? FinishReason.FINISH_REASON_EOS : FinishReason.FINISH_REASON_LENGTH)
                            .setSeed(request.getSeed()))
                    .build());
        }
        observer.onCompleted();
    }

    private static String repeated(String prompt) {
        int at = prompt.indexOf("repeat this: ");
        return at < 0 ? "" : prompt.substring(at + "repeat this: ".length());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
