package macaw.cli.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.rowfiles.FileRow;
import org.jspecify.annotations.Nullable;

/** Turns the rows of one file into canonical ones, one at a time. What the rows are is said, or seen by the columns of the first ones. */
public final class Conversion {
    /** Columns that stand beside the rows' own in every format. */
    private static final Set<String> BESIDE = Set.of("id", "labeler", "split");
    /** Rows whose columns are looked at: a column that is empty at first is there all the same. */
    private static final int LOOKED_AT = 100;

    private final DataFile file;
    private final Optional<RowKind> wanted;
    private final Consumer<CanonicalRow> rows;
    private final Consumer<BadRow> bad;
    private final List<FileRow> waiting = new ArrayList<>();
    private final Set<String> columns = new LinkedHashSet<>();
    private final Set<String> asked = new HashSet<>(BESIDE);
    private @Nullable DatasetFormat format;
    private long index;

    private Conversion(
            Path file,
            Optional<DatasetFormat> format,
            Optional<RowKind> wanted,
            Consumer<CanonicalRow> rows,
            Consumer<BadRow> bad) {
        this.file = new DataFile(file);
        this.format = format.orElse(null);
        this.wanted = wanted;
        this.rows = rows;
        this.bad = bad;
    }

    /**
     * What was read.
     *
     * @param format what the rows were
     * @param kind what they were made
     * @param rows of the file, those that cannot be used among them
     * @param ignored columns that say nothing here
     */
    public record Source(DatasetFormat format, RowKind kind, long rows, List<String> ignored) {
        public Source {
            ignored = List.copyOf(ignored);
        }
    }

    /**
     * Reads a file to its end.
     *
     * @param format what its rows are; empty where the columns have to say it
     * @param wanted what is to be made of them; empty for what is usual
     * @param rows gets each canonical row, in the order of the file
     * @param bad gets each row that cannot be used
     * @throws CodedException DATASET_UNKNOWN without a file, DATASET_EMPTY without a row, FILE_INVALID where nothing more can be read or the columns
     *     are those of no format that fits; SETTINGS_INVALID where the format gives other rows than are wanted
     */
    public static Source read(
            Path file,
            Optional<DatasetFormat> format,
            Optional<RowKind> wanted,
            Consumer<CanonicalRow> rows,
            BadRows bad) {
        return new Conversion(file, format, wanted, rows, bad::add).read();
    }

    private Source read() {
        if (format != null && wanted.isPresent() && !format.gives(wanted.get())) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "rows of format " + format + " are no " + wanted.get());
        }
        file.read(this::row);
        DatasetFormat known = decided();
        if (index == 0) {
            throw new CodedException(ErrorCode.DATASET_EMPTY, file.name() + " has no rows");
        }
        List<String> ignored =
                columns.stream().filter(column -> !asked.contains(column)).toList();
        return new Source(known, wanted.orElse(known.usualKind()), index, ignored);
    }

    private void row(FileRow row) {
        if (row instanceof FileRow.Read read) {
            columns.addAll(read.cells().keySet());
        }
        if (format == null) {
            waiting.add(row);
            if (waiting.size() == LOOKED_AT && !columns.isEmpty()) {
                decided();
            }
        } else {
            convert(format, row);
        }
    }

    /** The format; what waited for it is converted. */
    private DatasetFormat decided() {
        if (format == null && columns.isEmpty()) {
            waiting.forEach(this::unreadable);
            throw new CodedException(ErrorCode.DATASET_EMPTY, file.name() + " has no row that could be read");
        }
        DatasetFormat known = format == null ? recognised() : format;
        format = known;
        waiting.forEach(row -> convert(known, row));
        waiting.clear();
        return known;
    }

    private DatasetFormat recognised() {
        SourceRow first = waiting.stream()
                .filter(FileRow.Read.class::isInstance)
                .map(row -> new SourceRow(((FileRow.Read) row).cells(), new HashSet<>()))
                .findFirst()
                .orElseThrow();
        return Recognition.of(file.name(), columns, first, wanted);
    }

    private void unreadable(FileRow row) {
        if (row instanceof FileRow.Broken broken) {
            bad.accept(new BadRow(file.name(), broken.number(), "", broken.detail()));
        }
    }

    private void convert(DatasetFormat known, FileRow row) {
        switch (row) {
            case FileRow.Broken broken -> unreadable(broken);
            case FileRow.Read read -> convert(known.reader(), new SourceRow(read.cells(), asked), read.number());
        }
        index++;
    }

    private void convert(RowReader reader, SourceRow row, long number) {
        try {
            Optional<String> split = row.split();
            Optional<String> labeler = row.labeler();
            reader.rows(row).forEach(made -> rows.accept(new CanonicalRow(made, labeler, split)));
        } catch (RowRefused e) {
            bad.accept(new BadRow(file.name(), number, reader.id(row, index), String.valueOf(e.getMessage())));
        }
    }
}
