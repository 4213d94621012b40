package macaw.labeling.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.PromptStore;
import macaw.labeling.prompts.PromptsRefused;
import macaw.rowfiles.FileRow;
import macaw.rowfiles.RowFormat;

/** Adding a file of prompts to a project. */
public final class PromptFiles {
    private static final int MOST_NAMES = 50;

    private final PromptStore store;
    private final FileLimits limits;

    public PromptFiles(PromptStore store, FileLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * What a file did.
     *
     * @param added prompts that are new
     * @param alreadyThere prompts that were there, or came twice in the file, with the same content
     * @param ignored names of columns or keys that mean nothing here, the first 50 in order
     */
    public record Added(int added, int alreadyThere, List<String> ignored) {}

    /**
     * Adds all prompts of the file, or none: {@link RowsRefused} with the bad rows. FILE_INVALID where it is not of that format or holds no
     * row, FILE_TOO_LARGE; PROJECT_CLOSED.
     *
     * @throws IOException when the stream fails
     */
    public Added add(Project project, RowFormat format, InputStream file) throws IOException {
        project.checkOpen();
        project.checkOpen();
        var bad = new BadRows();
        List<NewPrompt> prompts = new ArrayList<>();
        List<Long> rows = new ArrayList<>();
        SortedSet<String> ignored = new TreeSet<>();
        limits.read(format, file, row -> {
            switch (row) {
                case FileRow.Broken broken -> bad.add(broken);
                case FileRow.Read read -> {
                    try {
                        var cells = new Cells(read.cells());
                        prompts.add(PromptColumns.read(cells));
                        rows.add(read.number());
                        ignored.addAll(cells.notAsked());
                    } catch (CellRefused refused) {
                        bad.add(refused.of(read.number(), ""));
                    }
                }
            }
        });
        bad.refuseIfAny();
        if (prompts.isEmpty()) {
            throw new CodedException(ErrorCode.FILE_INVALID, "the file has no rows");
        }
        try {
            int added = store.addAll(project, prompts);
            return new Added(
                    added,
                    prompts.size() - added,
                    ignored.stream().limit(MOST_NAMES).toList());
        } catch (PromptsRefused refused) {
            refused.conflicts()
                    .forEach(conflict -> bad.add(new BadRow(
                            rows.get(conflict.index()),
                            prompts.get(conflict.index()).id(),
                            conflict.code(),
                            conflict.field(),
                            conflict.detail())));
            bad.refuseIfAny();
            throw refused;
        }
    }
}
