package macaw.cli.datasets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The rows of a file that cannot be used: the first ones said one by one, all of them counted by reason and, where it is asked for, written to a file. */
public final class BadRows implements AutoCloseable {
    private static final int SAID = 100;
    private static final int REASONS = 1000;
    private static final String OTHERS = "other reasons";

    private final PrintWriter said;
    private final Optional<PrintWriter> report;
    private final Map<String, Long> reasons = new LinkedHashMap<>();
    private long count;

    /**
     * @param said where people read them
     * @param report a file that gets each as {@code {"file", "row", "id", "reason"}} a line
     */
    public BadRows(PrintWriter said, Optional<Path> report) {
        this.said = said;
        this.report = report.map(BadRows::open);
    }

    private static PrintWriter open(Path file) {
        try {
            return new PrintWriter(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    void add(BadRow row) {
        count++;
        reasons.merge(reasons.size() < REASONS ? row.reason() : OTHERS, 1L, Long::sum);
        if (count <= SAID) {
            said.println(row);
        }
        report.ifPresent(file -> file.println(JsonNodeFactory.instance
                .objectNode()
                .put("file", row.file())
                .put("row", row.row())
                .put("id", row.id())
                .put("reason", row.reason())));
    }

    /** How many there were. */
    public long count() {
        return count;
    }

    /** Says how many there were of each reason, where not each was said. */
    public void sum() {
        if (count > SAID) {
            said.println("... and " + (count - SAID) + " more; of all " + count + ":");
            reasons.forEach((reason, times) -> said.println(times + " x " + reason));
        }
    }

    @Override
    public void close() {
        report.ifPresent(PrintWriter::close);
    }
}
