package macaw.chassis.tracing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A span that is about to begin.
 *
 * @param name what is done, one of few: ids are attributes
 * @param kind where it stands between services
 * @param parent the span that caused it; one that names a trace and no span begins that trace; NONE begins one of its own
 * @param links spans that it has to do with and that did not cause it alone
 * @param at when it began, where that is not now
 */
public record SpanStart(String name, Kind kind, TraceContext parent, List<TraceContext> links, Optional<Instant> at) {
    /** Most links of a span; more are left out. */
    public static final int MOST_LINKS = 1024;

    /** Where a span stands between services; from it tools draw who calls whom. */
    public enum Kind {
        /** Inside of a service. */
        INTERNAL,
        /** Answers a call. */
        SERVER,
        /** Makes a call. */
        CLIENT,
        /** Writes a record. */
        PRODUCER,
        /** Handles a record. */
        CONSUMER
    }

    /** Copies the list. */
    public SpanStart {
        links = List.copyOf(links);
    }

    /** A span that begins now, under that parent. */
    public static SpanStart of(String name, Kind kind, TraceContext parent) {
        return new SpanStart(name, kind, parent, List.of(), Optional.empty());
    }

    /** The same, linked to the recorded ones of these; at most {@link #MOST_LINKS}. */
    public SpanStart linkedTo(List<TraceContext> others) {
        List<TraceContext> recorded =
                others.stream().filter(TraceContext::sampled).limit(MOST_LINKS).toList();
        return new SpanStart(name, kind, parent, recorded, at);
    }

    /** The same, begun then. */
    public SpanStart begunAt(Instant then) {
        return new SpanStart(name, kind, parent, links, Optional.of(then));
    }
}
