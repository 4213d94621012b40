package macaw.generator.answering;

import java.util.Locale;
import java.util.function.Consumer;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;

/** The stages of one answer as spans: where its time went. Each is told in order, if not on one thread. */
public final class StageSpans implements Consumer<Stage>, AutoCloseable {
    private final Tracing tracing;
    private final TraceContext parent;
    private Span current = Span.NONE;

    private StageSpans(Tracing tracing, TraceContext parent) {
        this.tracing = tracing;
        this.parent = parent;
    }

    /** Under that span; nothing where it is not recorded. */
    public static StageSpans under(Tracing tracing, TraceContext parent) {
        return new StageSpans(parent.sampled() ? tracing : Tracing.OFF, parent);
    }

    @Override
    public synchronized void accept(Stage stage) {
        current.close();
        current = tracing.begin(SpanStart.of(stage.name().toLowerCase(Locale.ROOT), SpanStart.Kind.INTERNAL, parent));
    }

    /** The answer is whole, or there is none. */
    @Override
    public synchronized void close() {
        current.close();
        current = Span.NONE;
    }
}
