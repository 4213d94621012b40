package macaw.labeling.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Per;
import macaw.labeling.hours.Work;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Hours as a table: a line for each labeler, or for each labeler and period. */
public final class HoursCsv {
    private static final double MILLIS_AN_HOUR = 3_600_000;
    /** What begins a formula in a spreadsheet. */
    private static final String FORMULA = "=+-@\t\r";

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "pseudonym",
                    "name",
                    "simulated",
                    "period",
                    "tasks",
                    "counting",
                    "sent_back",
                    "surplus",
                    "excluded",
                    "total_millis",
                    "hours",
                    "median_millis")
            .get();

    private HoursCsv() {}

    /** The table; hours have two decimals. */
    public static String write(List<LabelerHours> worked, Per per) {
        var text = new StringBuilder();
        try (var printer = new CSVPrinter(text, FORMAT)) {
            for (LabelerHours one : worked) {
                for (Work work : per == Per.TOTAL ? List.of(one.total()) : one.periods()) {
                    printer.printRecord(
                            one.labeler().pseudonym(),
                            harmless(one.labeler().name()),
                            one.labeler().simulated(),
                            Objects.requireNonNullElse(work.period(), ""),
                            work.tasks(),
                            work.counting(),
                            work.sentBack(),
                            work.surplus(),
                            work.excluded(),
                            work.totalMillis(),
                            String.format(Locale.ROOT, "%.2f", work.totalMillis() / MILLIS_AN_HOUR),
                            work.medianMillis());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** A name that a spreadsheet would compute is shown with an apostrophe before it. */
    private static String harmless(String name) {
        return !name.isEmpty() && FORMULA.indexOf(name.charAt(0)) >= 0 ? "'" + name : name;
    }
}
