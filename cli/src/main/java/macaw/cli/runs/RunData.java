package macaw.cli.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import macaw.cli.datasets.BadRows;
import macaw.cli.datasets.CanonicalRows;
import macaw.cli.datasets.Conversion;
import macaw.cli.datasets.DatasetFormat;
import macaw.cli.datasets.RowKind;
import macaw.cli.datasets.RowOptions;
import macaw.cli.systems.Connection;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rows of a run, from files of any format that is known; made canonical before anything is sent. */
final class RunData {
    /** What else a run may read, and what its rows are. */
    private static final Map<String, RowKind> OTHERS = Map.of(
            "demonstrations", RowKind.DEMONSTRATIONS,
            "guardPrompts", RowKind.PROMPTS,
            "pretrainingData", RowKind.TEXTS);

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "rows to train on: JSON lines, CSV or Parquet (docs/datasets.md); uploaded as canonical rows, and"
                            + " named in the settings by their hash")
    private @Nullable Path file;

    @Option(
            names = "--data-of",
            paramLabel = "SETTING=FILE",
            description =
                    "rows of another setting, from a file of its own: demonstrations, guardPrompts, pretrainingData")
    private Map<String, Path> others = new LinkedHashMap<>();

    @Option(
            names = "--skip-bad-rows",
            description =
                    "report the rows that cannot be used and train on the others; without this one bad row refuses"
                            + " the file")
    private boolean skipBadRows;

    @Mixin
    private RowOptions options = new RowOptions();

    /**
     * Refuses what names its data twice.
     *
     * @param dataKey the setting that {@code --data} stands for
     * @throws CodedException SETTINGS_INVALID
     */
    void requireNamedOnce(RunSettingsFile settings, String dataKey) {
        if (file != null && settings.has(dataKey)) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "--data and the setting '" + dataKey + "' both say what to learn from; leave one out");
        }
        for (String key : others.keySet()) {
            if (settings.has(key)) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "--data-of " + key + " and the setting '" + key + "' both name its rows; leave one out");
            }
        }
    }

    /**
     * Makes the rows canonical; nothing is sent yet.
     *
     * @param dataKey the setting that {@code --data} stands for
     * @throws CodedException as {@link Conversion#read}; ROW_INVALID for a row that cannot be used, unless these are to be left out; SETTINGS_INVALID for
     *     options that say how a file is read where there is none, and for a setting that names no rows
     */
    Prepared prepare(String dataKey, RowKind kind, PrintWriter said) throws IOException {
        others.keySet().forEach(RunData::requireRows);
        if (file == null) {
            requireNoOptions();
        }
        var prepared = new Prepared(new LinkedHashMap<>());
        try (BadRows bad = options.badRows(said)) {
            if (file != null) {
                prepared.rows().put(dataKey, canonical(file, options.format(), kind, bad, said));
            }
            for (Map.Entry<String, Path> other : others.entrySet()) {
                RowKind ofOther = requireRows(other.getKey());
                prepared.rows().put(other.getKey(), canonical(other.getValue(), Optional.empty(), ofOther, bad, said));
            }
            return prepared;
        } catch (IOException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    private static RowKind requireRows(String key) {
        return Optional.ofNullable(OTHERS.get(key))
                .orElseThrow(() -> new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "--data-of knows " + OTHERS.keySet().stream().sorted().collect(Collectors.joining(", "))
                                + ", not '" + key + "'"));
    }

    private Path canonical(Path source, Optional<DatasetFormat> format, RowKind kind, BadRows bad, PrintWriter said)
            throws IOException {
        Path canonical = Files.createTempFile("macaw-rows", ".jsonl");
        try {
            write(source, format, canonical, kind, bad, said);
            return canonical;
        } catch (RuntimeException e) {
            Files.deleteIfExists(canonical);
            throw e;
        }
    }

    private void requireNoOptions() {
        List<String> idle = new ArrayList<>(options.given());
        if (skipBadRows) {
            idle.add("--skip-bad-rows");
        }
        if (!others.isEmpty()) {
            idle.removeIf(option -> !option.equals("--format")); // which is of --data alone
        }
        if (!idle.isEmpty()) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    String.join(" and ", idle) + " without --data: what the settings name is canonical already");
        }
    }

    private void write(
            Path source, Optional<DatasetFormat> format, Path canonical, RowKind kind, BadRows bad, PrintWriter said) {
        long before = bad.count();
        try (CanonicalRows rows = new CanonicalRows(canonical, 0, kind == RowKind.PROMPTS)) {
            Conversion.Source read = Conversion.read(source, format, Optional.of(kind), rows, bad);
            bad.sum();
            options.say(said, source, read);
            long found = bad.count() - before;
            if (found > 0 && !skipBadRows) {
                throw new CodedException(
                        ErrorCode.ROW_INVALID,
                        found + " of the " + read.rows() + " rows of " + source
                                + " cannot be used; --skip-bad-rows trains on the others");
            }
            rows.finish(source);
            said.println("to learn from: " + rows.summary(found));
        }
    }

    /**
     * Rows on their way.
     *
     * @param rows temporary files, by the settings that name them
     */
    record Prepared(Map<String, Path> rows) implements AutoCloseable {
        /** Sends them; how the settings name them. */
        Map<String, String> send(Connection trainer, String namespace) throws IOException, InterruptedException {
            Map<String, String> named = new LinkedHashMap<>();
            for (Map.Entry<String, Path> file : rows.entrySet()) {
                try (InputStream canonical = Files.newInputStream(file.getValue())) {
                    named.put(file.getKey(), DatasetUpload.send(trainer, namespace, canonical));
                }
            }
            return named;
        }

        @Override
        public void close() throws IOException {
            for (Path file : rows.values()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
