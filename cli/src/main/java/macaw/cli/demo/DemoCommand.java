package macaw.cli.demo;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import macaw.cli.display.RpcFailures;
import macaw.cli.display.StageDisplay;
import macaw.cli.stack.Addresses;
import macaw.cli.stack.DetachedStack;
import macaw.cli.stack.PassingStack;
import macaw.cli.stack.PeakMemory;
import macaw.cli.stack.ReplicaOptions;
import macaw.cli.systems.CheckoutRoot;
import macaw.cli.systems.ComposeProject;
import macaw.cli.systems.RunningSystem;
import macaw.cli.systems.StateOption;
import macaw.cli.systems.SystemOption;
import macaw.cli.systems.Target;
import macaw.demo.cycle.DemoCycle;
import macaw.demo.cycle.DemoListener;
import macaw.demo.cycle.DemoSettings;
import macaw.demo.cycle.ServiceAddresses;
import macaw.demo.report.DemoReport;
import macaw.demo.report.ReportJson;
import macaw.demo.report.ReportTable;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackOptions;
import macaw.localstack.StackState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole cycle on this machine, from the base model to a policy that follows instructions. */
@Command(
        name = "demo",
        description = {
            "Teaches a small language model to follow instructions, in about ten minutes on two cores.",
            "Starts the stack, has simulated labelers write and judge, trains with SFT, a reward model and PPO,",
            "and shows what came of it on prompts that nothing was trained on."
        },
        subcommands = DemoCorpusCommand.class,
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    /** What is there under the names of this demonstration is of another one. */
    private static final Set<String> TAKEN =
            Set.of("VERSION_CONFLICT", "PROJECT_CONFLICT", "PROMPT_CONFLICT", "RUN_CONFLICT");

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of everything that is drawn (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--report", paramLabel = "FILE", description = "also write the report as JSON")
    private @Nullable Path report;

    @Option(
            names = "--keep",
            description =
                    "leave the stack up and print its addresses; `macaw down` ends it. One that is up already is used.")
    private boolean keep;

    @Option(
            names = "--label-yourself",
            paramLabel = "N",
            description = "wait for N comparisons of your own on labeling's page; simulated labelers do the rest")
    private int labelYourself;

    @Option(
            names = "--tuning",
            description =
                    "evaluate on the tuning prompts, the ones that settings may be chosen by, not on the held-out ones")
    private boolean tuning;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "rounds; from the second on, labelers rank the newest policy's answers, and reward model and policy go on from there (default: ${DEFAULT-VALUE})")
    private int rounds = 1;

    @Mixin
    private ReplicaOptions replicas = new ReplicaOptions();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "state directory (default: that of `macaw up` with --keep, else a fresh one that is removed)")
    private @Nullable Path state;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            defaultValue = "${env:MACAW_TARGET:-local}",
            description =
                    "on a system that is up: ${COMPLETION-CANDIDATES}, as for the other commands (default: ${DEFAULT-VALUE}, which starts its own)")
    private Target target = Target.LOCAL;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional.ofNullable(report).ifPresent(DemoCommand::requireWritable);
        DemoSettings settings = DemoSettings.frozen(seed, CheckoutRoot.path().resolve("demo/base-model"))
                .withLabelYourself(labelYourself)
                .withRounds(rounds);
        StageDisplay display = StageDisplay.on(System.out);
        if (target != Target.LOCAL) {
            return onRunningSystem(settings, display);
        }
        return keep ? onLastingStack(settings, display) : onPassingStack(settings, display);
    }

    private int onRunningSystem(DemoSettings settings, StageDisplay display) throws InterruptedException {
        if (state != null || keep || replicas.several()) {
            throw new StackException(
                    "--state, --keep, --generators and --rewards are about a stack of --target local; what runs elsewhere stays as it is");
        }
        RunningSystem system = SystemOption.running(target, new StateOption());
        PeakMemory memory =
                PeakMemory.of(target == Target.COMPOSE ? ComposeProject.ofCheckout()::memoryBytes : () -> 0L);
        run(settings, system, memory, display);
        return 0;
    }

    private int onLastingStack(DemoSettings settings, StageDisplay display) throws IOException, InterruptedException {
        StateOption usual = new StateOption();
        usual.directory = Optional.ofNullable(state).orElse(usual.directory);
        display.begin("starting the stack");
        StackOptions options = options(usual.absolute());
        StackState stack = new DetachedStack(options).runningOrStarted();
        display.end("ready");
        String end = "`macaw down%s` ends it".formatted(state == null ? "" : " --state " + state);
        display.say("the stack stays up, also after a Ctrl-C; " + end);
        try {
            run(settings, RunningSystem.of(stack), PeakMemory.of(stack), display);
        } catch (StatusRuntimeException | CodedException e) {
            display.say("not finished; the logs are in " + options.logs());
            throw e;
        }
        System.out.print(Addresses.text(stack));
        System.out.println(end);
        return 0;
    }

    private int onPassingStack(DemoSettings settings, StageDisplay display) throws IOException, InterruptedException {
        display.begin("starting the stack");
        Path directory = Optional.ofNullable(state).orElseGet(this::freshDirectory);
        return new PassingStack(options(directory), state == null, display)
                .during(stack -> run(settings, RunningSystem.of(stack.state()), PeakMemory.of(stack.state()), display));
    }

    private void run(DemoSettings settings, RunningSystem system, PeakMemory memory, StageDisplay display)
            throws InterruptedException {
        var addresses = new ServiceAddresses(
                system.address(Service.LABELING).grpc(),
                system.address(Service.GENERATOR).grpc(),
                system.address(Service.REWARD).grpc(),
                system.address(Service.TRAINER).grpc(),
                system.key());
        var listener = new DemoDisplay(display, system.address(Service.LABELING).url(), memory);
        DemoReport found = cycle(addresses, tuning ? settings.onTuningSet() : settings, listener);
        listener.finish();
        DemoReport whole = found.withPeakMemory(memory.bytes());
        System.out.print(ReportTable.of(whole));
        Optional.ofNullable(report).ifPresent(file -> ReportJson.write(file, whole));
    }

    private DemoReport cycle(ServiceAddresses addresses, DemoSettings settings, DemoListener listener)
            throws InterruptedException {
        try {
            return new DemoCycle(addresses, settings, listener, InstantSource.system()).run();
        } catch (StatusRuntimeException e) {
            if (RpcFailures.code(e).filter(TAKEN::contains).isPresent()) {
                throw new StackException(
                        RpcFailures.story(e).lines().findFirst().orElseThrow() + "; another demonstration with seed "
                                + settings.seed()
                                + (target == Target.LOCAL
                                        ? " is in this state directory: choose another with --state"
                                        : " is in this system: choose another with --seed"),
                        e);
            }
            throw e;
        }
    }

    private StackOptions options(Path state) {
        return replicas.in(StackOptions.whole(state, CheckoutRoot.path()));
    }

    private Path freshDirectory() {
        return Path.of(
                ".macaw",
                "demo",
                "%d-%d".formatted(seed, ProcessHandle.current().pid()));
    }

    /** Now and not after ten minutes. */
    private static void requireWritable(Path file) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(file, e.toString());
        }
        if (Files.isDirectory(file)) {
            throw unwritable(file, "it is a folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw unwritable(file, "no permission");
        }
    }

    private static CodedException unwritable(Path file, String why) {
        return new CodedException(ErrorCode.REQUEST_INVALID, "the report cannot be written to " + file + ": " + why);
    }
}
