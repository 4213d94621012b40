package macaw.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import macaw.localstack.StackException;
import macaw.localstack.StackOptions;
import macaw.localstack.StackState;

/** A stack that outlives this process: supervised by a foreground {@code macaw up} in a session of its own. */
record DetachedStack(StackOptions options) {
    /** The stack that is up in the state directory, or a new one that outlives this process; ready. */
    StackState runningOrStarted() throws IOException, InterruptedException {
        Optional<StackState> there = ready();
        return there.isPresent() ? there.get() : started();
    }

    private StackState started() throws IOException, InterruptedException {
        options.makeDirectories();
        Path log = options.logs().resolve("stack.log");
        Files.deleteIfExists(log);
        // it shows the operator's key
        Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Process supervisor = new ProcessBuilder(foregroundCommand())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // Until it is ready a Ctrl-C means all of it.
        Thread giveUp = new Thread(supervisor::destroy, "macaw-give-up");
        Runtime.getRuntime().addShutdownHook(giveUp);
        while (supervisor.isAlive()) {
            Optional<StackState> stack = ready();
            if (stack.isPresent()) {
                Runtime.getRuntime().removeShutdownHook(giveUp);
                return stack.get();
            }
            Thread.sleep(100);
        }
        throw new StackException("the stack did not start; " + log + " says:\n"
                + Files.readString(log).strip());
    }

    private Optional<StackState> ready() {
        return StackState.read(options.state()).filter(stack -> stack.ready() && stack.running());
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
                options.state().toString(),
                "--namespace",
                options.namespace(),
                "--threads",
                Integer.toString(options.threads())));
        options.services().forEach(service -> command.addAll(List.of("--only", service.title())));
        return command;
    }
}
