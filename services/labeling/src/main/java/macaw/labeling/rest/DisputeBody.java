package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.labeling.quality.Dispute;
import macaw.labeling.quality.JudgedOutput;
import macaw.labeling.quality.QualityDesk;
import macaw.labeling.quality.TaskDisagreement;
import org.jspecify.annotations.Nullable;

/**
 * A task with what everybody said of it, as JSON.
 *
 * @param task the task
 * @param promptId its prompt
 * @param prompt the prompt's text
 * @param category the prompt's; may be empty
 * @param language the prompt's; may be empty
 * @param closed whether nothing of it changes any more
 * @param labelers how many were measured; 0 where fewer than two have judged it
 * @param disagreement share of the pairs of outputs that two labelers order differently
 * @param ratingDistance mean distance of two labelers' ratings of an output
 * @param outputs what was compared
 * @param submissions what was said of it, oldest first
 */
public record DisputeBody(
        UUID task,
        String promptId,
        String prompt,
        String category,
        String language,
        boolean closed,
        int labelers,
        double disagreement,
        double ratingDistance,
        List<Dispute.Output> outputs,
        List<SubmissionBody> submissions) {

    /** A page of tasks, and how many there are. */
    public record PageBody(int total, List<DisputeBody> tasks) {
        static PageBody of(QualityDesk.Page page) {
            return new PageBody(
                    page.total(), page.disputes().stream().map(DisputeBody::of).toList());
        }
    }

    /** What one labeler said. */
    public record SubmissionBody(
            UUID id,
            String pseudonym,
            String name,
            boolean simulated,
            String state,
            boolean adjudication,
            Instant submittedAt,
            int durationMillis,
            String comment,
            List<OutputBody> outputs) {}

    /**
     * What one labeler said of one output.
     *
     * @param shownAt its place in the order shown, from 1
     * @param rank from 1 for the best; ties share it
     * @param overall 1 to 7; absent where it came in without a rating
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OutputBody(
            UUID output, int shownAt, int rank, @Nullable Integer overall, Map<String, String> answers) {
        private static OutputBody of(JudgedOutput judged) {
            return new OutputBody(
                    judged.output(),
                    judged.shownAt() + 1,
                    judged.rank() + 1,
                    judged.overall() == JudgedOutput.NOT_RATED ? null : judged.overall(),
                    judged.answers().entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, answer -> Words.of(answer.getValue()))));
        }
    }

    private static DisputeBody of(QualityDesk.Disputed disputed) {
        Dispute dispute = disputed.dispute();
        return new DisputeBody(
                dispute.task(),
                dispute.promptId(),
                dispute.prompt(),
                dispute.category(),
                dispute.language(),
                dispute.closed(),
                disputed.disagreement().map(TaskDisagreement::labelers).orElse(0),
                disputed.disagreement().map(TaskDisagreement::disagreement).orElse(0.0),
                disputed.disagreement().map(TaskDisagreement::ratingDistance).orElse(0.0),
                dispute.outputs(),
                dispute.views().stream().map(DisputeBody::submission).toList());
    }

    private static SubmissionBody submission(Dispute.View view) {
        return new SubmissionBody(
                view.submission(),
                view.labeler().pseudonym(),
                view.labeler().name(),
                view.labeler().simulated(),
                Words.of(view.state()),
                view.adjudication(),
                view.submittedAt(),
                view.durationMillis(),
                view.comment(),
                view.outputs().stream().map(OutputBody::of).toList());
    }
}
