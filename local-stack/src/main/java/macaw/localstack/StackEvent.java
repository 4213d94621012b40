package macaw.localstack;

import java.time.Duration;

/** What happens to a stack, for a progress display. Parts are named kafka, postgres and as the services. */
public sealed interface StackEvent {

    /** A part's process was started. */
    record Starting(String part) implements StackEvent {}

    /** A part is ready for use. */
    record Ready(String part, Duration after) implements StackEvent {}

    /** A part ended by itself; nothing restarts it. The story holds its exit status and the end of its log. */
    record Died(String part, String story) implements StackEvent {}
}
