package macaw.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import macaw.cli.systems.CheckoutRoot;
import macaw.localstack.Instance;
import macaw.localstack.StackException;
import macaw.localstack.StackOptions;
import macaw.localstack.StackState;
import org.jspecify.annotations.Nullable;

/** A stack that outlives this process: supervised by a foreground {@code macaw up} in a session of its own. */
public record DetachedStack(StackOptions options) {
    /** The one setting of the services that the command line can change. */
    static final String STORE = "MACAW_STORE";

    /** The stack that is up in the state directory, or a new one that outlives this process; ready. */
    public StackState runningOrStarted() throws IOException, InterruptedException {
        Optional<StackState> there = ready();
        if (there.isPresent()) {
            requireReplicas(there.get());
            return there.get();
        }
        return started();
    }

    /** One that is up stays as it is; who asked for more of it is told. */
    private void requireReplicas(StackState there) {
        List<Instance> missing = new ArrayList<>(options.instances());
        missing.removeIf(instance -> instance.ordinal() == 1);
        missing.removeAll(there.instances());
        if (!missing.isEmpty()) {
            throw new StackException("the stack in " + options.state() + " is up without "
                    + missing.stream().map(Instance::title).collect(Collectors.joining(", "))
                    + "; end it with `macaw down` first");
        }
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

    List<String> foregroundCommand() {
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
                "macaw.cli.Macaw",
                "up",
                "--state",
                options.state().toString(),
                "--namespace",
                options.namespace(),
                "--threads",
                Integer.toString(options.threads())));
        options.services().forEach(service -> command.addAll(List.of("--only", service.title())));
        options.replicas()
                .forEach((service, instances) ->
                        command.addAll(List.of("--" + service.title() + "s", Integer.toString(instances))));
        @Nullable String store = options.environment().get(STORE);
        if (store != null) {
            command.addAll(List.of("--store", store));
        }
        return command;
    }
}
