package macaw.cli.runs;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.Connection;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.SystemOption;
import macaw.localstack.Service;
import macaw.v1.ListRunsRequest;
import macaw.v1.Run;
import macaw.v1.RunRef;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts, watches and steers training runs. */
@Command(
        name = "run",
        description = "Starts, watches and steers training runs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(pretrain | sft | reward | ppo | dpo | list | watch | pause | resume | cancel)",
        subcommands = {
            RunStartCommands.Pretrain.class,
            RunStartCommands.Sft.class,
            RunStartCommands.Reward.class,
            RunStartCommands.Ppo.class,
            RunStartCommands.Dpo.class,
            RunCommand.ListRuns.class,
            RunCommand.Watch.class,
            RunCommand.Pause.class,
            RunCommand.Resume.class,
            RunCommand.Cancel.class,
        })
public final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: " + spec.subcommands().keySet());
    }

    /** All runs of a namespace. */
    @Command(name = "list", description = "Lists the runs, the newest last.", mixinStandardHelpOptions = true)
    static final class ListRuns implements Callable<Integer> {
        @Mixin
        private SystemOption system = new SystemOption();

        @Mixin
        private NamespaceOption namespace = new NamespaceOption();

        @Override
        public Integer call() {
            try (Connection connection = Connection.to(Service.TRAINER, system.running())) {
                List<Run> runs = TrainingServiceGrpc.newBlockingStub(connection.channel())
                        .listRuns(ListRunsRequest.newBuilder()
                                .setNamespace(namespace.name)
                                .build())
                        .getRunsList();
                System.out.printf(
                        "%-28s %-9s %-10s %-12s %-20s %s%n", "run", "kind", "state", "progress", "output", "activity");
                for (Run run : runs) {
                    System.out.printf(
                            "%-28s %-9s %-10s %-12s %-20s %s%n",
                            run.getRunId(),
                            RunText.kind(run),
                            RunText.state(run),
                            RunText.progress(run),
                            run.getOutput(),
                            RunText.activity(run));
                }
            }
            return 0;
        }
    }

    /** What the commands on one run share. */
    abstract static class OnOneRun implements Callable<Integer> {
        @Mixin
        private SystemOption system = new SystemOption();

        @Mixin
        private NamespaceOption namespace = new NamespaceOption();

        @Parameters(paramLabel = "RUN", description = "the run's id, from `macaw run list`")
        private String runId = "";

        abstract int act(TrainingServiceBlockingStub training, RunRef run);

        @Override
        public final Integer call() {
            try (Connection connection = Connection.to(Service.TRAINER, system.running())) {
                RunRef run = RunRef.newBuilder()
                        .setNamespace(namespace.name)
                        .setRunId(runId)
                        .build();
                return act(TrainingServiceGrpc.newBlockingStub(connection.channel()), run);
            }
        }

        static int say(Run run) {
            System.out.println(
                    run.getRunId() + " " + RunText.state(run).toLowerCase(Locale.ROOT) + " " + RunText.activity(run));
            return 0;
        }
    }

    /** Follows a run until it ends. */
    @Command(
            name = "watch",
            description = "Follows a run until it ends; ends with 1 when the run failed or was cancelled.",
            mixinStandardHelpOptions = true)
    static final class Watch extends OnOneRun {
        @Override
        int act(TrainingServiceBlockingStub training, RunRef run) {
            return RunWatch.follow(training, run, StageDisplay.on(System.out));
        }
    }

    /** Pauses a run. */
    @Command(name = "pause", description = "Pauses a run at its next step.", mixinStandardHelpOptions = true)
    static final class Pause extends OnOneRun {
        @Override
        int act(TrainingServiceBlockingStub training, RunRef run) {
            return say(training.pauseRun(run));
        }
    }

    /** Lets a paused run go on. */
    @Command(name = "resume", description = "Lets a paused run go on.", mixinStandardHelpOptions = true)
    static final class Resume extends OnOneRun {
        @Override
        int act(TrainingServiceBlockingStub training, RunRef run) {
            return say(training.resumeRun(run));
        }
    }

    /** Ends a run for good. */
    @Command(
            name = "cancel",
            description = "Ends a run for good; what it published stays.",
            mixinStandardHelpOptions = true)
    static final class Cancel extends OnOneRun {
        @Override
        int act(TrainingServiceBlockingStub training, RunRef run) {
            return say(training.cancelRun(run));
        }
    }
}
