package macaw.bench.micro;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/** Runs the benchmarks with JMH's own options; the last lines are bytes a token, and ratios of what was measured in this run. */
public final class Micro {
    private record Compared(String words, String numerator, String denominator) {}

    private static final List<Compared> COMPARED = List.of(
            new Compared("scored rollout to bytes, codec / protobuf alone", "scoredEncode", "scoredToBytes"),
            new Compared("scored rollout from bytes, codec / protobuf alone", "scoredDecode", "scoredFromBytes"),
            new Compared("advantages, sum / the trainer's recursion", "sum", "recursion"));

    private Micro() {}

    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException, IOException {
        var wanted = new CommandLineOptions(arguments);
        var runner = new Runner(new OptionsBuilder()
                .parent(wanted)
                .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx512m")
                .build());
        if (wanted.shouldHelp()) {
            wanted.showHelp();
            return;
        }
        if (wanted.shouldList()) {
            runner.list();
            return;
        }
        Collection<RunResult> results;
        try {
            results = runner.run();
        } catch (NoBenchmarksException none) {
            System.err.println("no benchmark is called so; `./macaw bench micro -- -l` lists them");
            System.exit(2);
            return;
        }
        System.out.println();
        for (String tokens : List.of("40", "512")) {
            var codec = new CodecBenchmark();
            codec.tokens = Integer.parseInt(tokens);
            codec.prepare();
            System.out.println(codec.bytesPerToken());
        }
        for (Compared compared : COMPARED) {
            for (String tokens : List.of("40", "512")) {
                ratio(results, compared, tokens).ifPresent(System.out::println);
            }
        }
    }

    /** Least, of medians, most that the iterations allow; empty where JMH's options left one of the two out. */
    private static Optional<String> ratio(Collection<RunResult> results, Compared compared, String tokens) {
        return statistics(results, compared.numerator(), tokens)
                .flatMap(numerator -> statistics(results, compared.denominator(), tokens)
                        .map(denominator -> String.format(
                                Locale.ROOT,
                                "%-50s %4s tokens  %.2f / %.2f / %.2f",
                                compared.words(),
                                tokens,
                                numerator.getMin() / denominator.getMax(),
                                numerator.getPercentile(50) / denominator.getPercentile(50),
                                numerator.getMax() / denominator.getMin())));
    }

    private static Optional<Statistics> statistics(Collection<RunResult> results, String benchmark, String tokens) {
        return results.stream()
                .filter(result -> result.getPrimaryResult().getLabel().equals(benchmark)
                        && tokens.equals(result.getParams().getParam("tokens")))
                .map(result -> result.getPrimaryResult().getStatistics())
                .findFirst();
    }
}
