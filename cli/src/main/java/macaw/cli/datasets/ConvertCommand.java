package macaw.cli.datasets;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns a file of rows into canonical ones, or says what is in it. */
@Command(
        name = "convert",
        description =
                "Turns a file of rows into those that runs learn from, or says what is in it (docs/datasets.md). Rows"
                        + " that cannot be used are reported, counted and left out.",
        mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            description = "JSON lines, a JSON array, CSV or Parquet; all but Parquet gzipped or not")
    private Path file = Path.of("");

    @Mixin
    private RowOptions options = new RowOptions();

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(
            names = "--held-out",
            paramLabel = "PART",
            defaultValue = "0.1",
            description = "part of the prompts that is kept for validation where the file names no split (default:"
                    + " ${DEFAULT-VALUE})")
    private double heldOut;

    @Option(names = "--prompts", description = "write the prompts alone, without the held-out ones, for a ppo run")
    private boolean promptsOnly;

    /** Where the rows go. */
    static final class Target {
        @Option(names = "--out", required = true, paramLabel = "FILE", description = "where the rows go")
        private @Nullable Path out;

        @Option(
                names = "--check",
                required = true,
                description =
                        "write nothing; say how many rows, prompts, ties and splits there are, and how long they are")
        private boolean check;
    }

    @Override
    public Integer call() throws IOException {
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "--held-out is a part from 0 to below 1, was " + heldOut);
        }
        Optional<RowKind> wanted = promptsOnly ? Optional.of(RowKind.PROMPTS) : Optional.empty();
        try (BadRows bad = options.badRows(err())) {
            if (target.check) {
                RowStatistics statistics = new RowStatistics();
                Conversion.Source source = Conversion.read(file, options.format(), wanted, statistics, bad);
                bad.sum();
                options.say(err(), file, source);
                spec.commandLine().getOut().println(statistics.text(bad.count()));
            } else {
                write(Objects.requireNonNull(target.out), wanted, bad);
            }
        }
        return 0;
    }

    private void write(Path out, Optional<RowKind> wanted, BadRows bad) throws IOException {
        Path unfinished = out.resolveSibling(out.getFileName() + ".unfinished");
        try (CanonicalRows rows = new CanonicalRows(unfinished, heldOut, promptsOnly)) {
            Conversion.Source source = Conversion.read(file, options.format(), wanted, rows, bad);
            bad.sum();
            options.say(err(), file, source);
            rows.finish(file);
            Files.move(unfinished, out, StandardCopyOption.REPLACE_EXISTING);
            spec.commandLine().getOut().println(out + "  " + rows.summary(bad.count()));
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
