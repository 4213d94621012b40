package macaw.cli;

import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import macaw.cli.bench.BenchCommand;
import macaw.cli.checkpoints.InspectCommand;
import macaw.cli.checkpoints.LogProbabilitiesCommand;
import macaw.cli.choice.ChooseCommand;
import macaw.cli.containers.ImagesCommand;
import macaw.cli.containers.SecretsCommand;
import macaw.cli.datasets.ConvertCommand;
import macaw.cli.demo.DemoCommand;
import macaw.cli.display.NextStep;
import macaw.cli.display.RpcFailures;
import macaw.cli.doctor.DoctorCommand;
import macaw.cli.rollouts.TraceCommand;
import macaw.cli.runs.ImportCommand;
import macaw.cli.runs.RunCommand;
import macaw.cli.runs.VersionsCommand;
import macaw.cli.stack.DownCommand;
import macaw.cli.stack.StatusCommand;
import macaw.cli.stack.UpCommand;
import macaw.cli.topics.TopicsCommand;
import macaw.errors.CodedException;
import macaw.localstack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's root. */
@Command(
        name = "macaw",
        description = "Teaches language models to follow instructions from human feedback.",
        mixinStandardHelpOptions = true,
        version = "macaw 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "macaw test [--all] [--containers] [STAGE ...] runs the project's own tests (docs/testing.md).",
            "macaw COMMAND --help says more of a command."
        },
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            TopicsCommand.class,
            TraceCommand.class,
            BenchCommand.class,
            ImportCommand.class,
            InspectCommand.class,
            LogProbabilitiesCommand.class,
            ConvertCommand.class,
            VersionsCommand.class,
            RunCommand.class,
            ChatCommand.class,
            ChooseCommand.class,
            LinkCommand.class,
            SecretsCommand.class,
            ImagesCommand.class,
            DemoCommand.class,
        })
public final class Macaw {
    private static final int FAILED = 1;

    Macaw() {}

    /** Runs one command and ends with its status. */
    public static void main(String[] arguments) {
        // Kafka's and gRPC's own chatter; what a person has to know is said by the commands.
        Logger.getLogger("").setLevel(Level.OFF);
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all commands, for main and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new Macaw())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText("macaw: " + story(failure)));
                    return FAILED;
                });
    }

    /** A line, and the next step, for what a person can act on; the whole trace for what is a bug. */
    private static String story(Exception failure) {
        return switch (failure) {
            case CodedException coded -> NextStep.line(coded);
            case StackException stack -> String.valueOf(stack.getMessage());
            case StatusRuntimeException status -> RpcFailures.story(status);
            default -> trace(failure);
        };
    }

    private static String trace(Exception failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
