package macaw.cli.stack;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.CheckoutRoot;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.StateOption;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.localstack.StackOptions;
import macaw.localstack.StackState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the local stack. */
@Command(
        name = "up",
        description = {
            "Starts broker, database and the four services on this machine and stays until Ctrl-C.",
            "With --detach or --json it returns when everything is ready; `macaw down` ends it.",
            "With --generators 2 the second one is called generator-2, and so on; the first is the one that others call."
        },
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
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
            names = "--store",
            paramLabel = "s3://BUCKET[/PREFIX]",
            description =
                    "keep versions and runs in this bucket instead of the state directory; MACAW_S3_… of the environment say how to get there")
    private @Nullable String store;

    @Mixin
    private ReplicaOptions replicas = new ReplicaOptions();

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
        StackOptions options = options();
        StageDisplay display = StageDisplay.on(System.out);
        display.begin("starting the stack");
        var start = new StartDisplay(display, options.instances().size() + 2);
        try (LocalStack stack = LocalStack.start(options, start)) {
            display.end("ready");
            System.out.print(Addresses.text(stack.state()));
            System.out.println("logs are in " + stack.logs() + "; Ctrl-C ends all of it");
            // Ctrl-C ends the wait through the stack's shutdown hook.
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** What to start, as the command line says it. */
    StackOptions options() {
        StackOptions options = replicas.in(StackOptions.whole(state.absolute(), CheckoutRoot.path())
                .inNamespace(namespace.name)
                .withThreads(threads)
                .with(only));
        return store == null ? options : options.withEnvironment(Map.of(DetachedStack.STORE, store));
    }
}
