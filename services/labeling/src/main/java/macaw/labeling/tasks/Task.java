package macaw.labeling.tasks;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Terms;
import macaw.labeling.prompts.Prompt;

/**
 * One prompt to be worked on.
 *
 * @param id the task
 * @param project what is asked, with the guidelines in the version that is shown
 * @param prompt what about
 * @param outputs what is compared, in the order recorded; empty for demonstrations
 * @param form the questions of each output; of comparisons only
 * @param closed whether nothing of it can be changed any more
 */
public record Task(
        UUID id, Project project, Prompt prompt, List<Output> outputs, Optional<FormSchema> form, boolean closed) {
    public Task {
        outputs = List.copyOf(outputs);
    }

    /** The versions of guidelines and form that it is shown with. */
    public Terms terms() {
        return new Terms(
                project.guidelines().version(), form.map(FormSchema::version).orElse(null));
    }

    /** The ids of its outputs. */
    public Set<UUID> outputIds() {
        return outputs.stream().map(Output::id).collect(Collectors.toUnmodifiableSet());
    }
}
