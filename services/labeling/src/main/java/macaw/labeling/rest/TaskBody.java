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
 * @param kind {@code demonstration} or {@code comparison}
 * @param prompt what labelers read
 * @param outputs in the order shown to this labeler, which is recorded
 * @param form the questions of each output; comparisons only
 * @param guidelines of the project
 * @param lease the labeler's hold on it
 */
public record TaskBody(
        UUID id,
        String project,
        String kind,
        String prompt,
        List<OutputBody> outputs,
        @Nullable FormSchema form,
        String guidelines,
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
                leased.shown().stream()
                        .map(output -> new OutputBody(
                                output.id(),
                                output.text(),
                                Words.of(output.draws().getFirst().finishReason())))
                        .toList(),
                form.orElse(null),
                task.project().guidelines(),
                new LeaseBody(leased.lease().id(), leased.lease().expiresAt()));
    }
}
