package macaw.labeling.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.tasks.TaskDesk;
import org.jspecify.annotations.Nullable;

/**
 * A task as a labeler gets it; no model is named.
 *
 * @param id the task
 * @param project its project
 * @param kind {@code prompt}, {@code demonstration} or {@code comparison}
 * @param prompt what labelers read
 * @param category the prompt's; may be empty
 * @param language the prompt's, BCP 47; may be empty
 * @param sensitive whether a warning is to come first
 * @param contentWarning what the warning says; may be empty
 * @param outputs in the order shown to this labeler, which is recorded
 * @param form the questions of each output; comparisons only
 * @param guidelines of the project
 * @param guidelinesVersion their version
 * @param lease the labeler's hold on it
 */
public record TaskBody(
        UUID id,
        String project,
        String kind,
        String prompt,
        String category,
        String language,
        boolean sensitive,
        String contentWarning,
        List<OutputBody> outputs,
        @Nullable FormBody form,
        String guidelines,
        int guidelinesVersion,
        LeaseBody lease) {

    /**
     * One output.
     *
     * @param id the output
     * @param text what labelers read
     * @param finishReason {@code eos}, {@code stop}, or {@code length} where it was cut off
     */
    public record OutputBody(UUID id, String text, String finishReason) {}

    /**
     * A hold on a task.
     *
     * @param id the lease
     * @param expiresAt when it ends unless it is renewed
     */
    public record LeaseBody(UUID id, Instant expiresAt) {}

    static TaskBody of(TaskDesk.Leased leased) {
        var task = leased.task();
        Optional<FormSchema> form = task.form();
        return new TaskBody(
                task.id(),
                task.project().name(),
                Words.of(task.project().kind()),
                task.prompt().text(),
                task.prompt().category(),
                task.prompt().language(),
                task.prompt().sensitivity().sensitive(),
                task.prompt().sensitivity().warning(),
                leased.shown().stream()
                        .map(output -> new OutputBody(
                                output.id(),
                                output.text(),
                                Words.of(output.draws().getFirst().finishReason())))
                        .toList(),
                form.map(FormBody::of).orElse(null),
                task.project().guidelines().text(),
                task.project().guidelines().version(),
                new LeaseBody(leased.lease().id(), leased.lease().expiresAt()));
    }
}
