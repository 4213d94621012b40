package macaw.labeling.exchange;

import java.time.Instant;
import java.util.List;
import macaw.labeling.projects.Project;

/** Where labels of other origin are recorded. */
public interface ImportStore {
    /**
     * What was recorded.
     *
     * @param added labels that are new
     * @param alreadyThere labels that were there with the same content
     * @param prompts prompts that are new
     * @param leftOut labels of labelers and prompts that were taken back
     */
    record Recorded(int added, int alreadyThere, int prompts, List<BadRow> leftOut) {}

    /**
     * Records all of them, with their prompts, outputs and labelers and an announcement each, or nothing: {@link RowsRefused} where one
     * contradicts what is recorded. All of them count, whatever the overlap.
     */
    Recorded recordAll(Project project, List<ImportedLabel> labels, Instant now);
}
