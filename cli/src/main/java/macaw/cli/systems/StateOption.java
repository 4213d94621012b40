package macaw.cli.systems;

import java.nio.file.Path;
import macaw.localstack.StackException;
import macaw.localstack.StackState;
import picocli.CommandLine.Option;

/** Which local stack a command is about. */
public final class StateOption {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = ".macaw",
            description = "the stack's state directory (default: ${DEFAULT-VALUE} in the current folder)")
    public Path directory = Path.of(".macaw");

    public Path absolute() {
        return directory.toAbsolutePath().normalize();
    }

    /** What the running stack says of itself. */
    public StackState running() {
        return StackState.read(absolute())
                .filter(StackState::running)
                .orElseThrow(() -> new StackException("no stack is up in " + absolute() + "; `macaw up` starts one"));
    }
}
