package macaw.labeling.takeover;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.submissions.Content.WrittenPrompt;

/** Where written prompts are found. */
public interface WrittenPromptStore {
    /**
     * A counting submission of a project of prompts.
     *
     * @param submission the submission
     * @param brief what the labeler was asked for
     * @param simulated whether a program played the labeler
     * @param written what came of it
     */
    record Written(UUID submission, Prompt brief, boolean simulated, WrittenPrompt written) {}

    /** All counting ones, in the order handed in. */
    List<Written> counting(Project project);

    /** Those of these prompts' ids that the project has. */
    Set<String> known(Project project, Set<String> promptIds);
}
