package macaw.labeling.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.rowfiles.FileRow;
import macaw.rowfiles.RowFormat;

/** Importing a file of labels into a project. */
public final class LabelFiles {
    private static final int MOST_NAMES = 50;
    private static final int MOST_LEFT_OUT = 1000;

    private final ImportStore store;
    private final FileLimits limits;
    private final InstantSource clock;

    public LabelFiles(ImportStore store, FileLimits limits, InstantSource clock) {
        this.store = store;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * What is said of labels whose file does not say it.
     *
     * @param source where they come from; empty for the format's name
     * @param labeler pseudonym; empty for {@code imported}
     * @param simulated whether a program played the labelers
     */
    public record Unsaid(String source, String labeler, boolean simulated) {
        Origin origin(Project project, LabelFormat format, Instant now) {
            return new Origin(
                    project.name(),
                    source.isEmpty() ? format.toString() : source,
                    labeler.isEmpty() ? "imported" : labeler,
                    simulated,
                    now);
        }
    }

    /**
     * What a file did.
     *
     * @param added labels that are new
     * @param alreadyThere labels that were there with the same content
     * @param prompts prompts that are new
     * @param leftOut rows that say nothing which could be recorded, the first 1000
     * @param leftOutCount how many there are
     * @param ignored names of columns or keys that mean nothing here, the first 50 in order
     */
    public record Imported(
            int added, int alreadyThere, int prompts, List<BadRow> leftOut, int leftOutCount, List<String> ignored) {}

    /**
     * Records all labels of the file, or nothing: {@link RowsRefused} with the bad rows. REQUEST_INVALID where the project's work is of
     * another kind, PROJECT_CLOSED, FILE_INVALID, FILE_TOO_LARGE.
     *
     * @throws IOException when the stream fails
     */
    public Imported add(Project project, LabelFormat format, RowFormat rows, InputStream file, Unsaid unsaid)
            throws IOException {
        format.checkFits(project.kind());
        project.checkOpen();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var taken = new Collected();
        LabelReader reader = format.reader(unsaid.origin(project, format, now), project.kind());
        limits.read(rows, file, row -> {
            switch (row) {
                case FileRow.Broken broken -> taken.bad.add(broken);
                case FileRow.Read read -> taken.read(reader, read);
            }
        });
        reader.end(taken);
        taken.bad.refuseIfAny();
        if (taken.labels.isEmpty() && taken.leftOutCount == 0) {
            throw new CodedException(ErrorCode.FILE_INVALID, "the file has no rows");
        }
        ImportStore.Recorded recorded = store.recordAll(project, taken.labels, now);
        recorded.leftOut().forEach(taken::leftOut);
        return new Imported(
                recorded.added(),
                recorded.alreadyThere(),
                recorded.prompts(),
                List.copyOf(taken.leftOut),
                taken.leftOutCount,
                taken.ignored.stream().limit(MOST_NAMES).toList());
    }

    /** What came of a file's rows so far. */
    private static final class Collected implements LabelReader.Taken {
        private final BadRows bad = new BadRows();
        private final List<ImportedLabel> labels = new ArrayList<>();
        private final List<BadRow> leftOut = new ArrayList<>();
        private final SortedSet<String> ignored = new TreeSet<>();
        private int leftOutCount;

        void read(LabelReader reader, FileRow.Read row) {
            String name = "";
            try {
                var cells = new Cells(row.cells());
                name = reader.name(cells);
                reader.row(row.number(), cells, this);
                ignored.addAll(cells.notAsked());
            } catch (CellRefused refused) {
                bad.add(refused.of(row.number(), name));
            }
        }

        @Override
        public void label(ImportedLabel label) {
            labels.add(label);
        }

        @Override
        public void leftOut(BadRow row) {
            leftOutCount++;
            if (leftOut.size() < MOST_LEFT_OUT) {
                leftOut.add(row);
            }
        }
    }
}
