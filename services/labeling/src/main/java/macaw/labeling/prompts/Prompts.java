package macaw.labeling.prompts;

import java.util.ArrayList;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;

/** Adding prompts to a project. */
public final class Prompts {
    /** Most prompts of one request. */
    public static final int MAX_AT_ONCE = 10_000;

    private final PromptStore store;

    public Prompts(PromptStore store) {
        this.store = store;
    }

    /**
     * What a request did.
     *
     * @param added prompts that are new
     * @param alreadyThere prompts that were there with the same content
     */
    public record Added(int added, int alreadyThere) {}

    /** Adds all or none. PROMPT_CONFLICT; PROJECT_CLOSED; REQUEST_INVALID where there are none or too many. */
    public Added add(Project project, List<NewPrompt> prompts) {
        check(project, prompts);
        try {
            return added(project, prompts);
        } catch (PromptsRefused refused) {
            throw refused.first();
        }
    }

    /**
     * As {@link #add}, but a prompt whose group would take its text to another split than the text has leaves its group and joins that of its
     * text: of prompts that come by themselves, not by somebody's file, nobody could put the group right.
     */
    public Added addWithTheirTexts(Project project, List<NewPrompt> prompts) {
        check(project, prompts);
        try {
            return added(project, prompts);
        } catch (PromptsRefused refused) {
            List<NewPrompt> joining = new ArrayList<>(prompts);
            refused.conflicts().stream()
                    .filter(conflict -> conflict.field().equals("group"))
                    .forEach(conflict -> joining.set(
                            conflict.index(), prompts.get(conflict.index()).ungrouped()));
            return add(project, joining);
        }
    }

    private static void check(Project project, List<NewPrompt> prompts) {
        project.checkOpen();
        if (prompts.isEmpty() || prompts.size() > MAX_AT_ONCE) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "prompts must hold 1 to " + MAX_AT_ONCE + " prompts, holds " + prompts.size());
        }
    }

    private Added added(Project project, List<NewPrompt> prompts) {
        int added = store.addAll(project, prompts);
        return new Added(added, prompts.size() - added);
    }
}
