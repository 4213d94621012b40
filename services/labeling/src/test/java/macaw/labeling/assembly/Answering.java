package macaw.labeling.assembly;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The one answer to a stream of ours.
 *
 * @param <A> the answer
 */
final class Answering<A> implements StreamObserver<A> {
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    @Override
    public void onNext(A message) {
        answer.complete(message);
    }

    @Override
    public void onError(Throwable thrown) {
        answer.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
        answer.completeExceptionally(new AssertionError("no answer"));
    }

    A get() throws Exception {
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StatusRuntimeException status ? status : e;
        }
    }
}
