package macaw.labeling.prompts;

import java.util.List;
import macaw.labeling.projects.Project;

/** Where prompts are kept. */
public interface PromptStore {
    /**
     * Adds all of them, with a task each, or none. A group's first prompt fixes the group's split, a text's first prompt the
     * text's group. Returns how many were new; {@link PromptsRefused} where an id is there with other content or a group or a text has another
     * split.
     */
    int addAll(Project project, List<NewPrompt> prompts);
}
