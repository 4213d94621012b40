package macaw.cli.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.cli.datasets.BadRows;
import macaw.cli.datasets.CanonicalRows;
import macaw.cli.datasets.Conversion;
import macaw.cli.datasets.RowKind;
import macaw.cli.datasets.RowOptions;
import macaw.cli.systems.Connection;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rows of a run, from a file of any format that is known; made canonical before anything is sent. */
final class RunData {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "rows to train on: JSON lines, CSV or Parquet (docs/datasets.md); uploaded as canonical rows, and"
                            + " named in the settings by their hash")
    private @Nullable Path file;

    @Option(
            names = "--skip-bad-rows",
            description =
                    "report the rows that cannot be used and train on the others; without this one bad row refuses"
                            + " the file")
    private boolean skipBadRows;

    @Mixin
    private RowOptions options = new RowOptions();

    /** Whether there is a file. */
    boolean isGiven() {
        return file != null;
    }

    /**
     * Makes the rows canonical; nothing is sent yet.
     *
     * @throws CodedException as {@link Conversion#read}; ROW_INVALID for a row that cannot be used, unless these are to be left out; SETTINGS_INVALID for
     *     options that say how a file is read where there is none
     */
    Prepared prepare(RowKind kind, PrintWriter said) throws IOException {
        if (file == null) {
            requireNoOptions();
            return new Prepared(Optional.empty());
        }
        Path canonical = Files.createTempFile("macaw-rows", ".jsonl");
        try {
            write(file, canonical, kind, said);
            return new Prepared(Optional.of(canonical));
        } catch (CodedException e) {
            Files.deleteIfExists(canonical);
            throw e;
        }
    }

    private void requireNoOptions() {
        List<String> idle = new ArrayList<>(options.given());
        if (skipBadRows) {
            idle.add("--skip-bad-rows");
        }
        if (!idle.isEmpty()) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    String.join(" and ", idle) + " without --data: what the settings name is canonical already");
        }
    }

    private void write(Path source, Path canonical, RowKind kind, PrintWriter said) {
        try (BadRows bad = options.badRows(said);
                CanonicalRows rows = new CanonicalRows(canonical, 0, kind == RowKind.PROMPTS)) {
            Conversion.Source read = Conversion.read(source, options.format(), Optional.of(kind), rows, bad);
            bad.sum();
            options.say(said, source, read);
            if (bad.count() > 0 && !skipBadRows) {
                throw new CodedException(
                        ErrorCode.ROW_INVALID,
                        bad.count() + " of the " + read.rows() + " rows of " + source
                                + " cannot be used; --skip-bad-rows trains on the others");
            }
            rows.finish(source);
            said.println("to learn from: " + rows.summary(bad.count()));
        }
    }

    /**
     * Rows on their way.
     *
     * @param rows a temporary file; empty where the run names its data itself
     */
    record Prepared(Optional<Path> rows) implements AutoCloseable {
        /** Sends them; how the settings name them. */
        Map<String, String> send(Connection trainer, String namespace, String key)
                throws IOException, InterruptedException {
            if (rows.isEmpty()) {
                return Map.of();
            }
            try (InputStream canonical = Files.newInputStream(rows.get())) {
                return Map.of(key, DatasetUpload.send(trainer, namespace, canonical));
            }
        }

        @Override
        public void close() throws IOException {
            if (rows.isPresent()) {
                Files.deleteIfExists(rows.get());
            }
        }
    }
}
