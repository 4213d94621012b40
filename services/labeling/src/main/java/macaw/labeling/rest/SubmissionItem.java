package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import macaw.labeling.submissions.SubmissionFilter;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.submissions.SubmissionView;
import org.jspecify.annotations.Nullable;

/**
 * A submission as leads look at it, as JSON.
 *
 * @param id the submission
 * @param task its task
 * @param promptId its prompt
 * @param prompt the prompt's text
 * @param labeler pseudonym of who submitted
 * @param labelerName who, as leads know them
 * @param simulated whether a program played the labeler
 * @param state {@code counting}, {@code sent_back}, {@code surplus}, {@code excluded} or {@code withdrawn}
 * @param cause {@code review}, {@code screening}, {@code gold} or {@code conflict}; of excluded ones only
 * @param revision 1, and one more with every change
 * @param adjudication whether it is a lead's own judgement
 * @param submittedAt when it was recorded first
 * @param durationMillis time spent
 * @param comment the labeler's own; may be empty
 * @param response of a demonstration, or the instruction of a prompt; empty for comparisons
 * @param style of a prompt
 * @param examples of a few-shot prompt
 * @param ranked of a comparison, best first; empty for others
 * @param reviews what leads decided about it, in order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubmissionItem(
        UUID id,
        UUID task,
        String promptId,
        String prompt,
        String labeler,
        String labelerName,
        boolean simulated,
        String state,
        @Nullable String cause,
        long revision,
        boolean adjudication,
        Instant submittedAt,
        int durationMillis,
        String comment,
        String response,
        @Nullable String style,
        @Nullable List<ContentBody.ExampleBody> examples,
        List<RankedBody> ranked,
        List<SubmissionView.Review> reviews) {
    /**
     * One output of a comparison.
     *
     * @param output the output
     * @param rank from 1 for the best; ties share it
     * @param overall the rating, 1 to 7
     * @param answers by question id; a question that was not answered is absent
     * @param text the output's
     * @param policy name and number of the version that wrote it
     */
    public record RankedBody(
            UUID output, int rank, int overall, Map<String, String> answers, String text, String policy) {
        static RankedBody of(SubmissionView.RankedOutput ranked) {
            var answers = new TreeMap<String, String>();
            ranked.answers().forEach((question, answer) -> answers.put(question, Words.of(answer)));
            return new RankedBody(
                    ranked.output(), ranked.rank(), ranked.overall(), answers, ranked.text(), ranked.policy());
        }
    }

    static SubmissionFilter filter(String state, String labeler, String prompt) {
        return new SubmissionFilter(
                given(state).map(word -> Words.read(SubmissionState.class, "state", word)),
                given(labeler),
                given(prompt));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    static SubmissionItem of(SubmissionView view) {
        Optional<ContentBody> written = Optional.ofNullable(view.written()).map(ContentBody::of);
        return new SubmissionItem(
                view.id(),
                view.task(),
                view.promptId(),
                view.prompt(),
                view.labeler(),
                view.labelerName(),
                view.simulated(),
                Words.of(view.state()),
                Optional.ofNullable(view.cause()).map(Words::of).orElse(null),
                view.revision(),
                view.adjudication(),
                view.submittedAt(),
                view.durationMillis(),
                view.comment(),
                view.response(),
                written.map(ContentBody::style).orElse(null),
                written.map(ContentBody::examples).orElse(null),
                view.ranked().stream().map(RankedBody::of).toList(),
                view.reviews());
    }
}
