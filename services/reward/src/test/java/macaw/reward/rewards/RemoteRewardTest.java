package macaw.reward.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import macaw.chassis.errors.Failures;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;
import macaw.reward.grpc.GrpcRemoteScorer;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A remote reward against a real server of RewardService that behaves as each test says. */
class RemoteRewardTest {
    private static final VersionRef VERSION = new VersionRef("default", "elsewhere", 1, "0".repeat(64));
    private static final Exchange EXCHANGE =
            new Exchange(new Exchange.Asked.Text("a list"), new Exchange.Answer.Text("milk"), Optional.empty());
    private static final RemoteReward.Patience QUICK =
            new RemoteReward.Patience(Duration.ofMillis(5), 6, Duration.ofMinutes(1));

    private final AtomicInteger calls = new AtomicInteger();
    private Server server;
    private RemoteReward reward;

    @AfterEach
    void stop() {
        reward.close();
        server.shutdownNow();
    }

    @Test
    void itsScoreIsTheRemotesScoreOfTheText() {
        serve(request -> {
            assertThat(request.getReward()).isEqualTo("help@3");
            assertThat(request.getItems(0).getPromptMessages().getMessages(0).getContent())
                    .isEqualTo("a list");
            return score(request.getItems(0).getResponseText().length());
        });
        assertThat(reward.score(EXCHANGE).join()).isEqualTo(4);
    }

    @Test
    void aFailureForAWhileIsTriedAgain() {
        serve(request -> {
            if (calls.get() < 3) {
                throw Status.UNAVAILABLE.asRuntimeException();
            }
            return score(1);
        });
        assertThat(reward.score(EXCHANGE).join()).isEqualTo(1);
        assertThat(calls).hasValue(3);
    }

    @Test
    void oneThatStaysAwayIsLeftAloneForAWhile() {
        serve(request -> {
            throw Status.UNAVAILABLE.asRuntimeException();
        });
        for (int i = 0; i < 10; i++) {
            assertThat(code()).isEqualTo(ErrorCode.SCORER_UNAVAILABLE);
        }
        assertThat(calls).as("calls until the circuit opened").hasValue(6);
    }

    @Test
    void oneThatIsTooSlowIsAway() {
        var late = new CompletableFuture<ScoreResponse>();
        serve(Duration.ofMillis(300), request -> late.join());
        try {
            assertThat(code()).isEqualTo(ErrorCode.SCORER_UNAVAILABLE);
        } finally {
            late.complete(score(1));
        }
        assertThat(calls).hasPositiveValue();
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        serve(request -> ScoreResponse.newBuilder()
                .addScores(macaw.v1.ItemScore.newBuilder()
                        .setFailure(macaw.v1.Failure.newBuilder()
                                .setCode("TOO_RUDE")
                                .setMessage("no")))
                .build());
        assertThat(code()).isEqualTo(ErrorCode.REQUEST_INVALID);
        assertThat(calls).hasValue(1);
    }

    private ErrorCode code() {
        return reward.score(EXCHANGE)
                .handle((score, e) ->
                        Failures.coded(e).map(CodedException::code).orElseThrow())
                .join();
    }

    private static ScoreResponse score(double value) {
        return ScoreResponse.newBuilder()
                .addScores(macaw.v1.ItemScore.newBuilder().setValue(value))
                .build();
    }

    private void serve(Function<ScoreRequest, ScoreResponse> answer) {
        serve(Duration.ofSeconds(20), answer);
    }

    private void serve(Duration deadline, Function<ScoreRequest, ScoreResponse> answer) {
        try {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(new RewardServiceGrpc.RewardServiceImplBase() {
                        @Override
                        public void score(ScoreRequest request, StreamObserver<ScoreResponse> reply) {
                            calls.incrementAndGet();
                            try {
                                reply.onNext(answer.apply(request));
                                reply.onCompleted();
                            } catch (RuntimeException e) {
                                reply.onError(e);
                            }
                        }
                    })
                    .build()
                    .start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        var remote = new RewardKind.Remote("127.0.0.1:" + server.getPort(), "help@3", deadline);
        reward = new RemoteReward(
                VERSION,
                GrpcRemoteScorer.connect(remote, Optional.empty(), Tracing.OFF),
                (writer, tokens) -> {
                    throw new AssertionError("the exchange is text");
                },
                QUICK);
    }
}
