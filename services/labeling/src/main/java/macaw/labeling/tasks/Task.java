package macaw.labeling.tasks;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.Prompt;

/**
 * One prompt to be worked on.
 *
 * @param id the task
 * @param project what is asked
 * @param prompt what about
 * @param outputs what is compared, in the order recorded; empty for demonstrations
 * @param form the questions of each output; empty for demonstrations
 */
public record Task(UUID id, Project project, Prompt prompt, List<Output> outputs, Optional<FormSchema> form) {
    public Task {
        outputs = List.copyOf(outputs);
    }

    /** The ids of its outputs. */
    public Set<UUID> outputIds() {
        return outputs.stream().map(Output::id).collect(Collectors.toUnmodifiableSet());
    }
}
