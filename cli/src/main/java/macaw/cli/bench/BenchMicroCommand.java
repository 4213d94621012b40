package macaw.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import macaw.cli.systems.CheckoutRoot;
import macaw.localstack.NativeEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The small pieces of the RL path under JMH, in a process of its own. */
@Command(
        name = "micro",
        description = {
            "The RL path's small pieces under JMH: the codec of its records, generalised advantage estimation, a draw, a token.",
            "The last lines are ratios of what was measured in the run."
        },
        mixinStandardHelpOptions = true)
final class BenchMicroCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "JMH",
            description = "which benchmarks, and options of JMH's behind --, for instance: -- Codec -f 3 -prof gc")
    private List<String> jmh = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                CheckoutRoot.path().resolve("load-tests/target/macaw-bench.jar").toString(),
                "macaw.bench.micro.Micro"));
        command.addAll(jmh);
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(NativeEnvironment.of(Runtime.getRuntime().availableProcessors()));
        return builder.start().waitFor();
    }
}
