package macaw.cli.stack;

import java.util.List;
import java.util.OptionalLong;

/**
 * A line of {@code macaw status}.
 *
 * @param part its name
 * @param state running, ready, done, …
 * @param good whether that is how it should be
 * @param bytes the memory it takes, where this machine can tell
 * @param address where it answers
 */
public record StatusRow(String part, String state, boolean good, OptionalLong bytes, String address) {

    /** Prints the table, its last line the sum; the command's exit status. */
    static int print(List<StatusRow> rows, String remark) {
        System.out.printf("%-12s %-10s %9s  %s%n", "part", "state", "memory", "address");
        for (StatusRow row : rows) {
            System.out.printf("%-12s %-10s %9s  %s%n", row.part(), row.state(), megabytes(row.bytes()), row.address());
        }
        long total = rows.stream().mapToLong(row -> row.bytes().orElse(0)).sum();
        System.out.printf("%-12s %-10s %9s  %s%n", "all", "", megabytes(OptionalLong.of(total)), remark);
        return rows.stream().allMatch(StatusRow::good) ? 0 : 1;
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isPresent() ? (bytes.getAsLong() >> 20) + " MB" : "";
    }
}
