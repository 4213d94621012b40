package macaw.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import macaw.localstack.StackException;
import macaw.localstack.StackState;

/**
 * A stack that stays when the command that started it has returned.
 *
 * @param state its state directory, absolute
 * @param threads native threads of each service
 */
record DetachedStack(Path state, String namespace, int threads) {
    /** The stack that is up in the state directory, or a new one that outlives this process; ready. */
    StackState runningOrStarted() throws IOException, InterruptedException {
        Optional<StackState> there = ready();
        return there.isPresent() ? there.get() : started();
    }

    private StackState started() throws IOException, InterruptedException {
        Path log = state.resolve("logs").resolve("stack.log");
        Files.createDirectories(log.getParent());
        Files.deleteIfExists(log);
        Process supervisor = new ProcessBuilder(foregroundCommand())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (supervisor.isAlive()) {
            Optional<StackState> stack = ready();
            if (stack.isPresent()) {
                return stack.get();
            }
            Thread.sleep(100);
        }
        throw new StackException("the stack did not start; " + log + " says:\n"
                + Files.readString(log).strip());
    }

    private Optional<StackState> ready() {
        return StackState.read(state).filter(stack -> stack.ready() && stack.running());
    }

    private List<String> foregroundCommand() {
        // A session of its own: what ends this terminal or this process does not end the stack.
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dmacaw.root=" + CheckoutRoot.path(),
                "-cp",
                System.getProperty("java.class.path"),
                Macaw.class.getName(),
                "up",
                "--state",
                state.toString(),
                "--namespace",
                namespace,
                "--threads",
                Integer.toString(threads)));
        return command;
    }
}
