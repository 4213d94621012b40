package macaw.labeling.rest;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.texts.Names;
import org.jspecify.annotations.Nullable;

/** Work as labelers hand it in, as JSON. */
public final class SubmissionBody {
    private SubmissionBody() {}

    /**
     * A prompt that was written after a brief.
     *
     * @param lease under which it was written
     * @param style {@code plain}, {@code few_shot} or {@code use_case}, as the brief asks
     * @param text the instruction
     * @param examples of a few-shot prompt
     * @param comment the labeler's own
     * @param idempotencyKey chosen by the sender
     * @param durationMillis time spent
     */
    record WrittenPrompt(
            @Nullable String lease,
            @Nullable String style,
            @Nullable String text,
            @Nullable List<Example> examples,
            @Nullable String comment,
            @Nullable String idempotencyKey,
            @Nullable Integer durationMillis) {
        SubmissionDesk.HandedIn decode(UUID task) {
            return handedIn(task, lease, idempotencyKey, prompt(style, text, examples), comment, durationMillis);
        }
    }

    /** A query and its answer. */
    public record Example(@Nullable String input, @Nullable String output) {
        Content.WrittenPrompt.Example decode() {
            return new Content.WrittenPrompt.Example(
                    Objects.requireNonNullElse(input, ""), Objects.requireNonNullElse(output, ""));
        }
    }

    /**
     * A demonstration.
     *
     * @param lease under which it was written
     * @param text the answer
     * @param comment the labeler's own
     * @param idempotencyKey chosen by the sender
     * @param durationMillis time spent
     */
    record Demonstration(
            @Nullable String lease,
            @Nullable String text,
            @Nullable String comment,
            @Nullable String idempotencyKey,
            @Nullable Integer durationMillis) {
        SubmissionDesk.HandedIn decode(UUID task) {
            return handedIn(
                    task,
                    lease,
                    idempotencyKey,
                    new Content.Demonstration(Objects.requireNonNullElse(text, "")),
                    comment,
                    durationMillis);
        }
    }

    /**
     * A comparison.
     *
     * @param lease under which it was made
     * @param ratings one of each output
     * @param ranking output ids, best first, ties in one group
     * @param comment the labeler's own
     * @param idempotencyKey chosen by the sender
     * @param durationMillis time spent
     */
    record Comparison(
            @Nullable String lease,
            @Nullable List<Rating> ratings,
            @Nullable List<List<String>> ranking,
            @Nullable String comment,
            @Nullable String idempotencyKey,
            @Nullable Integer durationMillis) {
        SubmissionDesk.HandedIn decode(UUID task) {
            return handedIn(task, lease, idempotencyKey, comparison(ratings, ranking), comment, durationMillis);
        }
    }

    /**
     * What is said of one output.
     *
     * @param output the output
     * @param overall 1 to 7
     * @param answers question id to {@code yes}, {@code no} or {@code not_applicable}; what is not answered is left out
     */
    public record Rating(
            @Nullable String output,
            @Nullable Integer overall,
            @Nullable Map<String, String> answers) {
        OutputRating decode() {
            var given = new TreeMap<String, Answer>();
            Objects.requireNonNullElse(answers, Map.<String, String>of())
                    .forEach((question, answer) -> given.put(question, Words.read(Answer.class, question, answer)));
            return new OutputRating(
                    SubmissionBody.output(Objects.requireNonNullElse(output, "")),
                    Objects.requireNonNullElse(overall, 0),
                    given);
        }
    }

    /**
     * What became of it.
     *
     * @param id the submission
     * @param state {@code counting}, {@code sent_back}, {@code surplus}, {@code excluded} or {@code withdrawn}
     * @param revision rises with every change
     */
    public record Recorded(UUID id, String state, long revision) {
        static Recorded of(Submission submission) {
            return new Recorded(submission.id(), Words.of(submission.toldState()), submission.revision());
        }
    }

    private static Content.WrittenPrompt prompt(
            @Nullable String style, @Nullable String text, @Nullable List<Example> examples) {
        return new Content.WrittenPrompt(
                Words.read(Content.WrittenPrompt.Style.class, "style", Objects.requireNonNullElse(style, "")),
                Objects.requireNonNullElse(text, ""),
                Objects.requireNonNullElse(examples, List.<Example>of()).stream()
                        .map(Example::decode)
                        .toList());
    }

    /** Which kind it is shows from what is there; whether the task asks for that kind is for the core to say. */
    static Content content(
            @Nullable String style,
            @Nullable String text,
            @Nullable List<Example> examples,
            @Nullable List<Rating> ratings,
            @Nullable List<List<String>> ranking) {
        if (ratings != null || ranking != null) {
            return comparison(ratings, ranking);
        }
        return style != null || examples != null
                ? prompt(style, text, examples)
                : new Content.Demonstration(Objects.requireNonNullElse(text, ""));
    }

    private static Content.Comparison comparison(@Nullable List<Rating> ratings, @Nullable List<List<String>> ranking) {
        var groups = Objects.requireNonNullElse(ranking, List.<List<String>>of()).stream()
                .map(group -> group.stream().map(SubmissionBody::output).toList())
                .toList();
        var rated = Objects.requireNonNullElse(ratings, List.<Rating>of()).stream()
                .map(Rating::decode)
                .toList();
        return new Content.Comparison(rated, new Ranking(groups));
    }

    private static SubmissionDesk.HandedIn handedIn(
            UUID task,
            @Nullable String lease,
            @Nullable String key,
            Content content,
            @Nullable String comment,
            @Nullable Integer durationMillis) {
        return new SubmissionDesk.HandedIn(
                task,
                lease(Objects.requireNonNullElse(lease, "")),
                Objects.requireNonNullElse(key, ""),
                content,
                Objects.requireNonNullElse(comment, ""),
                Objects.requireNonNullElse(durationMillis, 0));
    }

    static UUID lease(String id) {
        return Names.id(id)
                .orElseThrow(
                        () -> new CodedException(ErrorCode.LEASE_LOST, "lease \"" + id + "\" is not this labeler's"));
    }

    static UUID output(String id) {
        return Names.id(id)
                .orElseThrow(() ->
                        new CodedException(ErrorCode.OUTPUT_UNKNOWN, "\"" + id + "\" is no output that the task has"));
    }
}
