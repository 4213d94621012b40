package macaw.reward.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import macaw.chassis.errors.Failures;
import macaw.errors.CodedException;
import macaw.records.Failure;
import macaw.records.wire.RolloutCodec;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;

/**
 * One stream of requests: some are answered at once, replies in the order they are ready. A request that fails as a whole is answered with
 * that failure for each of its items, and the stream goes on.
 */
final class ScoreStream implements StreamObserver<ScoreRequest> {
    private static final int AT_ONCE = 16;

    private final ServerCallStreamObserver<ScoreResponse> reply;
    private final Function<ScoreRequest, ScoreResponse> answer;
    private final Executor threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("score-stream-", 0).factory());
    private int open;
    private boolean ended;

    ScoreStream(ServerCallStreamObserver<ScoreResponse> reply, Function<ScoreRequest, ScoreResponse> answer) {
        this.reply = reply;
        this.answer = answer;
        reply.disableAutoRequest();
        reply.request(AT_ONCE);
    }

    @Override
    public synchronized void onNext(ScoreRequest request) {
        open++;
        threads.execute(() -> answered(answerOrFailures(request)));
    }

    private ScoreResponse answerOrFailures(ScoreRequest request) {
        try {
            return answer.apply(request);
        } catch (RuntimeException e) {
            CodedException coded = Failures.codedOrInternal(e);
            var response = ScoreResponse.newBuilder().setRequestId(request.getRequestId());
            for (int i = 0; i < Math.max(1, request.getItemsCount()); i++) {
                response.addScoresBuilder().setFailure(RolloutCodec.encode(Failure.of(coded)));
            }
            return response.build();
        }
    }

    private synchronized void answered(ScoreResponse response) {
        open--;
        if (reply.isCancelled()) {
            return;
        }
        reply.onNext(response);
        reply.request(1);
        completeWhenDone();
    }

    @Override
    public synchronized void onCompleted() {
        ended = true;
        completeWhenDone();
    }

    private void completeWhenDone() {
        if (ended && open == 0) {
            reply.onCompleted();
        }
    }

    @Override
    public void onError(Throwable e) {
        // The caller has gone; what is still being scored is not sent.
    }
}
