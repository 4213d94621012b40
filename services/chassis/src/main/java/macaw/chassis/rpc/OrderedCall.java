package macaw.chassis.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * One call: what happens to it waits in a queue and is handled by one thread at a time. Messages are taken from the network as they come, and
 * handed on when the handler has asked for them; the end of the stream is handed on after the last of them.
 */
final class OrderedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private static final Logger LOG = Logger.getLogger(OrderedCall.class);

    private final Executor threads;
    private final CallerGone gone = new CallerGone();
    private final Queue<Runnable> events = new ArrayDeque<>();
    private boolean handling;

    // Only touched by the event that is being handled.
    private final Queue<Q> messages = new ArrayDeque<>();
    private ServerCall.Listener<Q> handler = new ServerCall.Listener<>() {};
    private long asked;
    private boolean ended;
    private boolean toldEnd;

    OrderedCall(ServerCall<Q, A> call, Executor threads) {
        super(call);
        this.threads = threads;
    }

    /** Lets the handler begin, and takes all that the caller sends. */
    void start(Metadata headers, ServerCallHandler<Q, A> next) {
        submit(() -> handler =
                Contexts.interceptCall(Context.current().withValue(CallerGone.OF_CALL, gone), this, headers, next));
        super.request(Integer.MAX_VALUE);
    }

    /** Hears the network. */
    ServerCall.Listener<Q> listener() {
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(Q message) {
                submit(() -> {
                    messages.add(message);
                    handOn();
                });
            }

            @Override
            public void onHalfClose() {
                submit(() -> {
                    ended = true;
                    handOn();
                });
            }

            @Override
            public void onCancel() {
                callerGone();
            }

            @Override
            public void onComplete() {
                submit(() -> handler.onComplete());
            }

            @Override
            public void onReady() {
                submit(() -> handler.onReady());
            }
        };
    }

    /** The caller has gone, or wants no more; told once however often it is said. */
    void callerGone() {
        if (gone.tell()) {
            submit(() -> handler.onCancel());
        }
    }

    @Override
    public boolean isCancelled() {
        return gone.isTold() || super.isCancelled();
    }

    @Override
    public void request(int count) {
        submit(() -> {
            asked += count;
            handOn();
        });
    }

    private void handOn() {
        while (asked > 0 && !messages.isEmpty()) {
            asked--;
            handler.onMessage(messages.remove());
        }
        if (ended && messages.isEmpty() && !toldEnd) {
            toldEnd = true;
            handler.onHalfClose();
        }
    }

    private void submit(Runnable event) {
        synchronized (events) {
            events.add(event);
            if (handling) {
                return;
            }
            handling = true;
        }
        threads.execute(this::handleAll);
    }

    private void handleAll() {
        while (true) {
            Runnable event;
            synchronized (events) {
                event = events.poll();
                if (event == null) {
                    handling = false;
                    return;
                }
            }
            try {
                event.run();
            } catch (RuntimeException e) {
                LOG.error("an RPC failed outside of its handler", e);
                endBadly();
            }
        }
    }

    private void endBadly() {
        try {
            close(Status.INTERNAL, new Metadata());
        } catch (IllegalStateException endedAlready) {
            LOG.debug("the call had ended", endedAlready);
        }
    }
}
