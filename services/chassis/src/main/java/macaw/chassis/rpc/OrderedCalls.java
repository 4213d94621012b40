package macaw.chassis.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.grpc.runtime.Interceptors;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.concurrent.ExecutorService;

/**
 * Runs every RPC on virtual threads, one event after the other, in the order the caller sent them.
 *
 * <p>Quarkus' own way ({@code @RunOnVirtualThread}, {@code @Blocking}) does not keep that order on the shared HTTP port: the end of the
 * caller's stream can overtake messages that nobody has asked for yet ("Half-closed without a request"), and an event that arrives while
 * another one ends can be lost, so that the call never returns (docs/adr/0006). So RPC classes carry neither annotation.
 */
@ApplicationScoped
@GlobalInterceptor
public class OrderedCalls implements ServerInterceptor, Prioritized {
    private final ExecutorService threads;

    OrderedCalls(@VirtualThreads ExecutorService threads) {
        this.threads = threads;
    }

    /** Outside of everything that may wait, inside of what has to see the call on the event loop. */
    @Override
    public int getPriority() {
        return Interceptors.BLOCKING_HANDLER;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var ordered = new OrderedCall<>(call, threads);
        ordered.start(headers, next);
        return ordered.listener();
    }
}
