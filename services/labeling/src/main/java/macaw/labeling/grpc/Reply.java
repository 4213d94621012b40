package macaw.labeling.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answering a call from the thread that handles it. */
final class Reply {
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private Reply() {}

    /** One message, or the error. */
    static <A> void one(StreamObserver<A> observer, Supplier<A> answer) {
        stream(observer, send -> send.accept(answer.get()));
    }

    /** Messages as they come, no faster than the caller takes them; a caller who has left stops the work. */
    static <A> void stream(StreamObserver<A> observer, Consumer<Consumer<A>> answers) {
        var call = (ServerCallStreamObserver<A>) observer;
        try {
            answers.accept(message -> {
                while (!call.isReady() && !call.isCancelled()) {
                    LockSupport.parkNanos(LOOK_AGAIN_NANOS);
                }
                if (call.isCancelled()) {
                    throw new CancellationException("the caller has left");
                }
                call.onNext(message);
            });
        } catch (CancellationException e) {
            return;
        }
        call.onCompleted();
    }
}
