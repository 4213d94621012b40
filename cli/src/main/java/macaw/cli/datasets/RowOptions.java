package macaw.cli.datasets;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What may be said of a file of rows. */
public final class RowOptions {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatName.class,
            description = "what the rows are, where their columns do not say it (docs/datasets.md)")
    private @Nullable DatasetFormat format;

    @Option(
            names = "--bad-rows",
            paramLabel = "FILE",
            description = "where each row that cannot be used is written with its place and the reason")
    private @Nullable Path badRows;

    /** What the rows are; empty where their columns have to say it. */
    public Optional<DatasetFormat> format() {
        return Optional.ofNullable(format);
    }

    /** The names of the options that were given. */
    public List<String> given() {
        return Stream.of(format == null ? "" : "--format", badRows == null ? "" : "--bad-rows")
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Where rows that cannot be used are reported. */
    public BadRows badRows(PrintWriter said) {
        return new BadRows(said, Optional.ofNullable(badRows));
    }

    /** Says what a file was taken for, and which of its columns were not. */
    public void say(PrintWriter said, Path file, Conversion.Source source) {
        said.println(file.getFileName() + ": " + source.rows() + " rows of format " + source.format()
                + (source.ignored().isEmpty()
                        ? ""
                        : "; columns that are not read: " + String.join(", ", source.ignored())));
    }

    /** Formats by their names. */
    private static final class FormatName implements ITypeConverter<DatasetFormat> {
        @Override
        public DatasetFormat convert(String name) {
            return Stream.of(DatasetFormat.values())
                    .filter(format -> format.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of "
                            + Stream.of(DatasetFormat.values())
                                    .map(DatasetFormat::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
