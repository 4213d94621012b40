package macaw.chassis.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.grpc.runtime.Interceptors;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.Optional;
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
        request()
                .ifPresent(request -> request.addEndHandler(end -> {
                    if (end.failed()) {
                        ordered.callerGone();
                    }
                }));
        ordered.start(headers, next);
        return ordered.listener();
    }

    /**
     * The HTTP request that is this call. Once all of what the caller sends has come, gRPC is not told any more that its stream was reset or
     * its connection closed; the response is.
     */
    private static Optional<RoutingContext> request() {
        Context context = Vertx.currentContext();
        return context == null
                ? Optional.empty()
                : Optional.ofNullable(context.<RoutingContext>getLocal(RoutingContext.class.getName()));
    }
}
