package macaw.labeling.rest;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files may be as large as {@code quarkus.http.limits.max-body-size} says, for they are streamed. Every other body is read whole, and stays
 * below 16 MiB: 413 above it.
 */
@ApplicationScoped
public class BodyLimits {
    private static final long WHOLE = 16L << 20;
    private static final int AFTER_THE_GENERAL_LIMIT = 1;
    private static final int TOO_LARGE = 413;
    private static final Pattern FILES = Pattern.compile("/v1/projects/[^/]+/(prompts/file|import)");

    void register(@Observes Filters filters) {
        filters.register(BodyLimits::limit, AFTER_THE_GENERAL_LIMIT);
    }

    private static void limit(RoutingContext call) {
        if (FILES.matcher(call.normalizedPath()).matches()) {
            call.next();
            return;
        }
        if (length(call.request().getHeader(HttpHeaders.CONTENT_LENGTH)) > WHOLE) {
            call.response().putHeader(HttpHeaders.CONNECTION, "close");
            call.fail(TOO_LARGE);
            return;
        }
        call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, WHOLE);
        call.next();
    }

    /** 0 where the caller does not say; what comes is counted then. */
    private static long length(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
