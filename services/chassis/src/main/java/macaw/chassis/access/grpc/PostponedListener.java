package macaw.chassis.access.grpc;

import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what happens to a call until somebody is there to hear it, and then passes it on in order. */
final class PostponedListener<Q> extends ServerCall.Listener<Q> {
    private final List<Consumer<ServerCall.Listener<Q>>> waiting = new ArrayList<>();
    private ServerCall.@Nullable Listener<Q> listener;

    /** From here on it passes on what happens. */
    synchronized void begin(ServerCall.Listener<Q> decided) {
        listener = decided;
        waiting.forEach(event -> event.accept(decided));
        waiting.clear();
    }

    private synchronized void pass(Consumer<ServerCall.Listener<Q>> event) {
        if (listener == null) {
            waiting.add(event);
        } else {
            event.accept(listener);
        }
    }

    @Override
    public void onMessage(Q message) {
        pass(to -> to.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        pass(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        pass(ServerCall.Listener::onCancel);
    }

    @Override
    public void onComplete() {
        pass(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        pass(ServerCall.Listener::onReady);
    }
}
