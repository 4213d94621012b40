package macaw.cli.stack;

import java.util.concurrent.Callable;
import macaw.cli.systems.StateOption;
import macaw.localstack.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the local stack. */
@Command(
        name = "down",
        description = "Ends the stack of a state directory and all of its processes; its data stay for the next `up`.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
    @Mixin
    private StateOption state = new StateOption();

    @Override
    public Integer call() {
        boolean wasRunning = Shutdown.of(state.absolute());
        System.out.println(wasRunning ? "down" : "nothing was up in " + state.absolute());
        return 0;
    }
}
