package macaw.chassis.tracing;

/** Begins spans. Thread-safe; never waits for anybody. */
public interface Tracing {
    /** Records nothing. */
    Tracing OFF = new Tracing() {
        @Override
        public Span begin(SpanStart start) {
            return Span.NONE;
        }

        @Override
        public boolean isOn() {
            return false;
        }
    };

    /** Begins a span; whether it is recorded is decided where its trace begins, and holds in every service. */
    Span begin(SpanStart start);

    /** Whether spans are made at all. */
    boolean isOn();
}
