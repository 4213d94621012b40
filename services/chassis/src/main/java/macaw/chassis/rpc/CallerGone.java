package macaw.chassis.rpc;

import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells that the caller of an RPC has gone away, while its handler still works: what gRPC itself says of it waits in the call's queue until
 * the handler returns. Thread-safe.
 */
public final class CallerGone {
    static final Context.Key<CallerGone> OF_CALL = Context.key("macaw-caller-gone");

    private final List<Runnable> actions = new ArrayList<>();
    private boolean gone;

    CallerGone() {}

    /** Of the RPC that this thread works on; of nobody outside of one. */
    public static CallerGone ofThisCall() {
        CallerGone ofCall = OF_CALL.get();
        return ofCall == null ? new CallerGone() : ofCall;
    }

    /** Does this when the caller goes, or now if it has; on a thread of the network, so it returns at once. */
    public void then(Runnable action) {
        synchronized (actions) {
            if (!gone) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** The caller has gone; false when that was known. */
    boolean tell() {
        List<Runnable> waiting;
        synchronized (actions) {
            if (gone) {
                return false;
            }
            gone = true;
            waiting = List.copyOf(actions);
            actions.clear();
        }
        waiting.forEach(Runnable::run);
        return true;
    }

    boolean isTold() {
        synchronized (actions) {
            return gone;
        }
    }
}
