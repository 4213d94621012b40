package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.drafts.Draft;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.markdown.Markdown;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.submissions.Content.WrittenPrompt;
import macaw.labeling.submissions.SentBack;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Task;
import macaw.labeling.workplace.Workplace;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A task as a labeler gets it; no model is named, and no prompt's id. What ends in Html is rendered markdown that is safe to put into a page.
 *
 * @param id the task
 * @param project its project
 * @param kind {@code prompt}, {@code demonstration} or {@code comparison}
 * @param prompt what labelers read
 * @param promptHtml the same, rendered
 * @param category the prompt's; may be empty
 * @param language the prompt's, BCP 47; may be empty
 * @param sensitive whether a warning is to come first
 * @param contentWarning what the warning says; may be empty
 * @param style asked for: {@code plain}, {@code few_shot} or {@code use_case}; of kind prompt only
 * @param outputs in the order shown to this labeler, which is recorded
 * @param form the questions of each output; comparisons only
 * @param guidelines of the project
 * @param guidelinesHtml the same, rendered
 * @param guidelinesVersion their version
 * @param lease the labeler's hold on it; null where they look at what they handed in
 * @param draft what the labeler typed before
 * @param sentBack what the labeler handed in and is to do again
 */
public record TaskBody(
        UUID id,
        String project,
        String kind,
        String prompt,
        String promptHtml,
        String category,
        String language,
        boolean sensitive,
        String contentWarning,
        @Nullable String style,
        List<OutputBody> outputs,
        @Nullable FormBody form,
        String guidelines,
        String guidelinesHtml,
        int guidelinesVersion,
        @Nullable LeaseBody lease,
        @Nullable DraftBody draft,
        @Nullable SentBackBody sentBack) {

    /**
     * One output.
     *
     * @param id the output
     * @param text what labelers read
     * @param html the same, rendered
     * @param finishReason {@code eos}, {@code stop}, or {@code length} where it was cut off; absent where nobody knows
     */
    public record OutputBody(
            UUID id, String text, String html, @Nullable String finishReason) {
        static OutputBody of(Output output) {
            return new OutputBody(
                    output.id(),
                    output.text(),
                    Markdown.html(output.text()),
                    output.finishReason().map(Words::of).orElse(null));
        }
    }

    /**
     * A hold on a task.
     *
     * @param id the lease
     * @param expiresAt when it ends unless it is renewed
     */
    public record LeaseBody(UUID id, Instant expiresAt) {
        static LeaseBody of(Lease lease) {
            return new LeaseBody(lease.id(), lease.expiresAt());
        }
    }

    /**
     * Unfinished work.
     *
     * @param content a JSON object, as it was saved
     * @param savedAt when
     */
    public record DraftBody(
            @JsonRawValue @Schema(type = SchemaType.OBJECT) String content, Instant savedAt) {
        static DraftBody of(Draft draft) {
            return new DraftBody(draft.content().json(), draft.savedAt());
        }
    }

    /**
     * Work that is to be done again.
     *
     * @param submission the submission
     * @param revision which of its revisions
     * @param comment what the lead says of it
     * @param content what the labeler said
     * @param labelerComment what the labeler remarked; may be empty
     */
    public record SentBackBody(
            UUID submission, long revision, String comment, ContentBody content, String labelerComment) {
        static SentBackBody of(SentBack work) {
            return new SentBackBody(
                    work.submission().id(),
                    work.submission().revision(),
                    work.reviewComment(),
                    ContentBody.of(work.content()),
                    work.submission().comment());
        }
    }

    static TaskBody of(Workplace workplace) {
        var leased = workplace.leased();
        return of(
                leased.task(),
                leased.shown(),
                LeaseBody.of(leased.lease()),
                workplace.draft().map(DraftBody::of).orElse(null),
                workplace.sentBack().map(SentBackBody::of).orElse(null));
    }

    /** The task with its outputs in the order that the labeler sees. */
    static TaskBody of(
            Task task,
            List<Output> shown,
            @Nullable LeaseBody lease,
            @Nullable DraftBody draft,
            @Nullable SentBackBody sentBack) {
        Project project = task.project();
        Prompt prompt = task.prompt();
        Optional<FormSchema> form = task.form();
        return new TaskBody(
                task.id(),
                project.name(),
                Words.of(project.kind()),
                prompt.text(),
                Markdown.html(prompt.text()),
                prompt.category(),
                prompt.language(),
                prompt.sensitivity().sensitive(),
                prompt.sensitivity().warning(),
                project.kind() == TaskKind.PROMPT ? Words.of(WrittenPrompt.Style.askedBy(prompt.category())) : null,
                shown.stream().map(OutputBody::of).toList(),
                form.map(FormBody::of).orElse(null),
                project.guidelines().text(),
                Markdown.html(project.guidelines().text()),
                project.guidelines().version(),
                lease,
                draft,
                sentBack);
    }
}
