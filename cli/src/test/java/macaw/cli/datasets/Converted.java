package macaw.cli.datasets;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of a file, kept for tests. */
record Converted(Conversion.Source source, List<CanonicalRow> canonical, List<String> refused) {
    static Converted of(Path file) {
        return of(file, Optional.empty(), Optional.empty());
    }

    static Converted of(Path file, RowKind wanted) {
        return of(file, Optional.empty(), Optional.of(wanted));
    }

    static Converted of(Path file, Optional<DatasetFormat> format, Optional<RowKind> wanted) {
        List<CanonicalRow> rows = new ArrayList<>();
        StringWriter said = new StringWriter();
        try (BadRows bad = new BadRows(new PrintWriter(said), Optional.empty())) {
            Conversion.Source source = Conversion.read(file, format, wanted, rows::add, bad);
            return new Converted(source, rows, said.toString().lines().toList());
        }
    }

    List<Row> rows() {
        return canonical.stream().map(CanonicalRow::row).toList();
    }

    /** As a run reads them. */
    List<String> lines() {
        return canonical.stream().map(row -> row.json().toString()).toList();
    }
}
