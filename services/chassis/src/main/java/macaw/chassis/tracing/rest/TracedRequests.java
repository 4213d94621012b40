package macaw.chassis.tracing.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import macaw.chassis.access.rest.RpcPaths;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;

/** Requests on the public port as spans that go on with the caller's trace; what is an RPC is traced as one. */
@ApplicationScoped
public class TracedRequests {
    /** Before what checks who calls, so that a refusal is seen too. */
    private static final int FIRST = 1000;

    private static final int SERVER_ERROR = 500;

    private final Tracing tracing;
    private final RpcPaths rpcs;

    TracedRequests(Tracing tracing, RpcPaths rpcs) {
        this.tracing = tracing;
        this.rpcs = rpcs;
    }

    void register(@Observes Filters filters) {
        if (tracing.isOn()) {
            filters.register(this::trace, FIRST);
        }
    }

    private void trace(RoutingContext request) {
        if (rpcs.contains(request.normalizedPath())) {
            request.next();
            return;
        }
        TraceContext caller = TraceContext.parse(request.request().getHeader(TraceContext.HEADER));
        String method = request.request().method().name();
        Span span = tracing.begin(
                SpanStart.of(method + " " + room(request.normalizedPath()), SpanStart.Kind.SERVER, caller));
        if (span.recorded()) {
            span.with("http.request.method", method).with("url.path", request.normalizedPath());
            request.addEndHandler(done -> end(request, span));
        }
        // The context of one request, which its worker thread shares; there is nothing to restore.
        LogContext.span(span.context());
        request.next();
    }

    /** Its first two parts: names of spans are few, and what follows is ids for the most part. */
    private static String room(String path) {
        String[] parts = path.split("/", 4);
        return parts.length < 3 ? path : "/" + parts[1] + "/" + parts[2];
    }

    private static void end(RoutingContext request, Span span) {
        int status = request.response().getStatusCode();
        span.with("http.response.status_code", status);
        if (status >= SERVER_ERROR) {
            span.failed(Integer.toString(status), request.response().getStatusMessage());
        }
        span.close();
    }
}
