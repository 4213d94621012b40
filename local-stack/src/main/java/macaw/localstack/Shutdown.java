package macaw.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends a stack from outside, through what it wrote about itself. */
public final class Shutdown {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Shutdown() {}

    /** Ends the stack of a state directory and returns when none of its processes is left; false when none was running. */
    public static boolean of(Path state) {
        Optional<StackState> found = StackState.read(state);
        if (found.isEmpty()) {
            return false;
        }
        StackState stack = found.get();
        boolean wasRunning =
                stack.running() || stack.processes().values().stream().anyMatch(ProcessIdentity::alive);
        if (stack.running() && holdsLock(state)) {
            stack.supervisor().terminate();
            ProcessIdentity.awaitEnd(List.of(stack.supervisor()), PATIENCE);
            stack.supervisor().kill();
        }
        // What the supervisor started last may not be in the state that was read first.
        StackState last = StackState.read(state).orElse(stack);
        List<ProcessIdentity> left = List.copyOf(last.processes().values());
        left.forEach(ProcessIdentity::kill);
        ProcessIdentity.awaitEnd(left, PATIENCE);
        return wasRunning;
    }

    private static boolean holdsLock(Path state) {
        try (StateLock free = StateLock.take(state)) {
            return false;
        } catch (StackException held) {
            return true;
        }
    }
}
