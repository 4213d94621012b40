package macaw.cli.bench;

import macaw.cli.bench.chaos.ChaosReport;
import macaw.cli.bench.figures.BenchReport;
import macaw.cli.bench.figures.PpoBesideTrlReport;
import macaw.cli.bench.figures.RlPathReport;
import macaw.cli.bench.figures.StalenessReport;
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

    void print(RlPathReport report) {
        System.out.println(json ? report.json() : report.text());
    }

    void print(ChaosReport report) {
        System.out.println(json ? report.json() : report.text());
    }

    void print(StalenessReport report) {
        System.out.println(json ? report.json() : report.text());
    }

    void print(PpoBesideTrlReport report) {
        System.out.println(json ? report.json() : report.text());
    }

    void print(BenchReport report) {
        System.out.println(json ? report.json() : report.text());
    }
}
