package macaw.cli;

import java.nio.file.Path;
import macaw.localstack.StackException;
import macaw.localstack.StackState;
import picocli.CommandLine.Option;

/** Which local stack a command is about. */
final class StateOption {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = ".macaw",
            description = "the stack's state directory (default: ${DEFAULT-VALUE} in the current folder)")
    Path directory = Path.of(".macaw");

    Path absolute() {
        return directory.toAbsolutePath().normalize();
    }

    /** What the running stack says of itself. */
    StackState running() {
        return StackState.read(absolute())
                .filter(StackState::running)
                .orElseThrow(() -> new StackException("no stack is up in " + absolute() + "; `macaw up` starts one"));
    }
}
