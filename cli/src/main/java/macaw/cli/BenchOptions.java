package macaw.cli;

import macaw.cli.bench.BenchReport;
import picocli.CommandLine.Option;

/** What all benchmarks are asked. */
final class BenchOptions {
    @Option(
            names = "--threads",
            description = "native threads; a stack that is up keeps its own (default: ${DEFAULT-VALUE})")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print one line of JSON instead of the tables")
    private boolean json;

    void print(BenchReport report) {
        System.out.println(json ? report.json() : report.text());
    }
}
