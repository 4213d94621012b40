package macaw.chassis.tracing;

import java.time.Instant;

/** Something that is being done. Ended once, on any thread; what comes after its end is ignored. */
public interface Span extends AutoCloseable {
    /** Nothing. */
    Span NONE = new Span() {
        @Override
        public TraceContext context() {
            return TraceContext.NONE;
        }

        @Override
        public boolean recorded() {
            return false;
        }

        @Override
        public Span with(String key, String value) {
            return this;
        }

        @Override
        public Span with(String key, long value) {
            return this;
        }

        @Override
        public Span with(String key, double value) {
            return this;
        }

        @Override
        public void failed(String code, String message) {}

        @Override
        public void end(Instant at) {}

        @Override
        public void close() {}
    };

    /** What its children and whoever goes on elsewhere name as their parent. */
    TraceContext context();

    /** Whether anybody will see it; what is only made for it may be left out otherwise. */
    boolean recorded();

    /** Says more of it. */
    Span with(String key, String value);

    /** Says more of it. */
    Span with(String key, long value);

    /** Says more of it. */
    Span with(String key, double value);

    /** It did not go well. */
    void failed(String code, String message);

    /** Ended then. */
    void end(Instant at);

    /** Ends now. */
    @Override
    void close();
}
