package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.submissions.Content;
import org.jspecify.annotations.Nullable;

/**
 * What a submission says, as JSON; what its kind does not have is left out.
 *
 * @param style of a written prompt: {@code plain}, {@code few_shot} or {@code use_case}
 * @param text of a written prompt or a demonstration
 * @param examples of a few-shot prompt
 * @param ratings of a comparison, one of each output
 * @param ranking of a comparison: output ids, best first, ties in one group
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContentBody(
        @Nullable String style,
        @Nullable String text,
        @Nullable List<ExampleBody> examples,
        @Nullable List<RatingBody> ratings,
        @Nullable List<List<UUID>> ranking) {
    /** A query and its answer. */
    public record ExampleBody(String input, String output) {}

    /**
     * What is said of one output.
     *
     * @param output the output
     * @param overall 1 to 7
     * @param answers question id to {@code yes}, {@code no} or {@code not_applicable}
     */
    public record RatingBody(UUID output, int overall, Map<String, String> answers) {
        static RatingBody of(OutputRating rating) {
            Map<String, String> answers = new TreeMap<>();
            rating.answers().forEach((question, answer) -> answers.put(question, Words.of(answer)));
            return new RatingBody(rating.output(), rating.overall(), answers);
        }
    }

    static ContentBody of(Content content) {
        return switch (content) {
            case Content.WrittenPrompt(var style, String text, var examples) ->
                new ContentBody(
                        Words.of(style),
                        text,
                        examples.stream()
                                .map(example -> new ExampleBody(example.input(), example.output()))
                                .toList(),
                        null,
                        null);
            case Content.Demonstration(String response) -> new ContentBody(null, response, null, null, null);
            case Content.Comparison(var ratings, var ranking) ->
                new ContentBody(
                        null, null, null, ratings.stream().map(RatingBody::of).toList(), ranking.groups());
        };
    }
}
