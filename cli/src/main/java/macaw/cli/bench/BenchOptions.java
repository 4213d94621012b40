package macaw.cli.bench;

import macaw.cli.bench.figures.Report;
import picocli.CommandLine.Option;

/** What all benchmarks are asked. */
final class BenchOptions {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "native threads; a stack that is up keeps its own (default: ${DEFAULT-VALUE})")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print one line of JSON instead of the tables")
    private boolean json;

    void print(Report report) {
        System.out.println(json ? report.json() : report.text());
    }
}
