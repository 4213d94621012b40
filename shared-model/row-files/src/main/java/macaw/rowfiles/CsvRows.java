package macaw.rowfiles;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it: commas, double quotes, a header in the first line; UTF-8 with or without a byte order mark. An empty field is an
 * absent one.
 */
public final class CsvRows implements RowFormat {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    /** Stands for a byte that is not UTF-8: half of a pair, which UTF-8 itself cannot say. */
    private static final String NOT_UTF_8 = "\uDFFF";

    @Override
    public void read(InputStream bytes, Consumer<FileRow> row) throws IOException {
        // not closed: the stream is the caller's
        CSVParser records = CSVParser.builder()
                .setReader(characters(bytes))
                .setFormat(CSVFormat.RFC4180)
                .get();
        List<String> names = header(next(records).orElseThrow(() -> invalid("the file is empty", null)));
        while (true) {
            long line = records.getCurrentLineNumber() + 1;
            Optional<CSVRecord> record = next(records);
            if (record.isEmpty()) {
                return;
            }
            if (!isBlank(record.get())) {
                row.accept(row(names, line, record.get()));
            }
        }
    }

    private static Optional<CSVRecord> next(CSVParser records) throws IOException {
        try {
            Iterator<CSVRecord> iterator = records.iterator();
            return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException broken) {
                throw invalid("the file is not CSV: " + broken.getMessage(), broken);
            }
            throw e.getCause();
        }
    }

    private static boolean isBlank(CSVRecord record) {
        return record.size() == 1 && record.get(0).isEmpty();
    }

    private static Reader characters(InputStream bytes) {
        return new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(NOT_UTF_8));
    }

    private static List<String> header(CSVRecord record) {
        List<String> names = record.stream()
                .map(name -> name.startsWith(BYTE_ORDER_MARK) ? name.substring(1) : name)
                .map(String::strip)
                .toList();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.contains(NOT_UTF_8)) {
                throw invalid("the header is not UTF-8", null);
            }
            if (name.isEmpty() || !seen.add(name)) {
                throw invalid(
                        "the header has " + (name.isEmpty() ? "a column without a name" : "\"" + name + "\" twice"),
                        null);
            }
        }
        return names;
    }

    private static FileRow row(List<String> names, long line, CSVRecord record) {
        if (record.size() != names.size()) {
            return new FileRow.Broken(
                    line,
                    "",
                    ErrorCode.ROW_INVALID,
                    "the header has " + names.size() + " columns, the row has " + record.size());
        }
        Map<String, Value> cells = new LinkedHashMap<>();
        for (int column = 0; column < names.size(); column++) {
            String text = record.get(column);
            if (text.contains(NOT_UTF_8)) {
                return new FileRow.Broken(
                        line, names.get(column), ErrorCode.TEXT_INVALID, names.get(column) + " is not UTF-8");
            }
            if (!text.isEmpty()) {
                cells.put(names.get(column), new Value.Text(text));
            }
        }
        return new FileRow.Read(line, cells);
    }

    private static CodedException invalid(String message, @Nullable Throwable cause) {
        return new CodedException(ErrorCode.FILE_INVALID, message, cause);
    }
}
