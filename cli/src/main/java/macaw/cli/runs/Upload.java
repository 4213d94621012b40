package macaw.cli.runs;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a client stream with one reply: waits while the service is slower than the disk, and stops when it has refused.
 *
 * @param <Q> what is sent
 * @param <R> the reply
 */
final class Upload<Q, R> implements ClientResponseObserver<Q, R> {
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final Semaphore signal = new Semaphore(0);
    private @Nullable ClientCallStreamObserver<Q> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        requests = stream;
        stream.setOnReadyHandler(signal::release);
    }

    /** Sends one message; throws what the service answered when it has given up already. */
    void send(Q message) throws InterruptedException {
        ClientCallStreamObserver<Q> stream = stream();
        while (!stream.isReady() && !result.isDone()) {
            signal.acquire();
        }
        if (result.isDone()) {
            reply();
        }
        stream.onNext(message);
    }

    /** Ends the stream and waits for the reply. */
    R finish() throws InterruptedException {
        if (!result.isDone()) {
            stream().onCompleted();
        }
        return reply();
    }

    private R reply() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private ClientCallStreamObserver<Q> stream() {
        if (requests == null) {
            throw new IllegalStateException("the call has not been started");
        }
        return requests;
    }

    @Override
    public void onNext(R reply) {
        result.complete(reply);
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
        signal.release();
    }

    @Override
    public void onCompleted() {
        result.completeExceptionally(new IllegalStateException("the service ended the call without a reply"));
        signal.release();
    }
}
