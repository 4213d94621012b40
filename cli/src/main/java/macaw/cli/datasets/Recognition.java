package macaw.cli.datasets;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Says by its columns which format a file has. */
final class Recognition {
    private Recognition() {}

    /**
     * The format of a file.
     *
     * @param columns of its first rows
     * @param wanted what is to be made of it; empty for what is usual
     * @throws CodedException FILE_INVALID where no format fits, or where several do and nobody said what is wanted
     */
    static DatasetFormat of(String file, Set<String> columns, SourceRow first, Optional<RowKind> wanted) {
        List<DatasetFormat> fitting = Stream.of(DatasetFormat.values())
                .filter(format -> format.fits(columns, first))
                .toList();
        // messages beside an answer or a ranking are what was asked, and no data set of their own
        List<DatasetFormat> useful = fitting.stream()
                .limit(!fitting.isEmpty() && fitting.getFirst().isCanonical() ? 1 : fitting.size())
                .filter(format -> wanted.isEmpty() || format.gives(wanted.get()))
                .toList();
        if (useful.isEmpty()) {
            throw invalid(file, columns, unknown(fitting, wanted));
        }
        DatasetFormat format = useful.getFirst();
        if (wanted.isEmpty() && !format.isCanonical() && fitting.stream().anyMatch(other -> isAnother(format, other))) {
            throw invalid(
                    file,
                    columns,
                    "which fits "
                            + fitting.stream().map(DatasetFormat::toString).collect(Collectors.joining(", "))
                            + ": say which with --format");
        }
        if (format == DatasetFormat.PROMPT_COMPLETION && columns.contains("label")) {
            throw invalid(
                    file,
                    columns,
                    "TRL's unpaired preference, in which \"label\" says whether a completion is good: no run learns"
                            + " from that; labeling imports it as comparisons, and --format prompt-completion takes all as"
                            + " good");
        }
        return format;
    }

    /** A prompt stands in rows of every kind, and messages may be just what is asked. */
    private static boolean isAnother(DatasetFormat format, DatasetFormat other) {
        return other != DatasetFormat.PROMPT && other.usualKind() != format.usualKind();
    }

    private static String unknown(List<DatasetFormat> fitting, Optional<RowKind> wanted) {
        String known = Stream.of(DatasetFormat.values())
                .filter(format -> wanted.isEmpty() || format.gives(wanted.get()))
                .map(DatasetFormat::described)
                .collect(Collectors.joining(", "));
        return (fitting.isEmpty() ? "those of no known format" : "those of " + fitting.getFirst()) + "; "
                + wanted.map(kind -> kind + " are made of ").orElse("known are ") + known;
    }

    private static CodedException invalid(String file, Set<String> columns, String reason) {
        return new CodedException(
                ErrorCode.FILE_INVALID, file + " has the columns " + String.join(", ", columns) + ", " + reason);
    }
}
