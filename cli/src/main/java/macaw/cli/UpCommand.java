package macaw.cli;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.localstack.StackOptions;
import macaw.localstack.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the local stack. */
@Command(
        name = "up",
        description = {
            "Starts broker, database and the four services on this machine and stays until Ctrl-C.",
            "With --detach or --json it returns when everything is ready; `macaw down` ends it."
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Mixin
    private StateOption state = new StateOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = {"-d", "--detach"},
            description = "return when everything is ready and leave it running")
    private boolean detach;

    @Option(
            names = "--json",
            description = "as --detach, and print the addresses and the key as one line of JSON, nothing else")
    private boolean json;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of native work a service (default: the number of cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--only",
            paramLabel = "SERVICE",
            split = ",",
            description = "start these of ${COMPLETION-CANDIDATES}; broker and database always run")
    private Set<Service> only = EnumSet.allOf(Service.class);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (json || detach) {
            StackState stack = new DetachedStack(options()).runningOrStarted();
            System.out.print(json ? Addresses.json(stack) + System.lineSeparator() : Addresses.text(stack));
            return 0;
        }
        return foreground();
    }

    private int foreground() throws InterruptedException {
        StageDisplay display = StageDisplay.on(System.out);
        display.begin("starting the stack");
        StackOptions options = options();
        var start = new StartDisplay(display, options.services().size() + 2);
        try (LocalStack stack = LocalStack.start(options, start)) {
            display.end("ready");
            System.out.print(Addresses.text(stack.state()));
            System.out.println("logs are in " + stack.logs() + "; Ctrl-C ends all of it");
            // Ctrl-C ends the wait through the stack's shutdown hook.
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private StackOptions options() {
        return new StackOptions(state.absolute(), CheckoutRoot.path(), namespace.name, threads, only, true);
    }
}
