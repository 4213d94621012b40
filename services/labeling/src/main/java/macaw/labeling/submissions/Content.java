package macaw.labeling.submissions;

import java.util.Comparator;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.ratings.Ratings;
import macaw.labeling.tasks.Task;
import macaw.labeling.texts.Sha256;
import macaw.labeling.texts.Texts;

/** What a labeler says. */
public sealed interface Content {
    /**
     * What the model should answer.
     *
     * @param response the answer; TEXT_EMPTY, TEXT_TOO_LONG or TEXT_INVALID otherwise
     */
    record Demonstration(String response) implements Content {
        public Demonstration {
            Texts.demonstration(response);
        }
    }

    /**
     * What is good and bad about each output, and which is better than which.
     *
     * @param ratings one of each output, in any order
     * @param ranking all outputs
     */
    record Comparison(List<OutputRating> ratings, Ranking ranking) implements Content {
        public Comparison {
            ratings = ratings.stream()
                    .sorted(Comparator.comparing(OutputRating::output))
                    .toList();
        }
    }

    /** The kind of task that it answers. */
    default TaskKind kind() {
        return switch (this) {
            case Demonstration demonstration -> TaskKind.DEMONSTRATION;
            case Comparison comparison -> TaskKind.COMPARISON;
        };
    }

    /** Refuses content that is not what the task asks for, or not all of it. */
    default void checkAnswers(Task task) {
        switch (this) {
            case Demonstration demonstration ->
                require(task.form().isEmpty(), "task " + task.id() + " asks for a comparison");
            case Comparison comparison -> {
                FormSchema form = task.form()
                        .orElseThrow(() -> new CodedException(
                                ErrorCode.REQUEST_INVALID, "task " + task.id() + " asks for a demonstration"));
                Ratings.check(form, task.outputIds(), comparison.ratings());
                comparison.ranking().checkCovers(task.outputIds());
            }
        }
    }

    /** SHA-256 of all that is said; 64 lower-case hex digits. Content that says the same has the same. */
    default String fingerprint() {
        return Sha256.hex(
                switch (this) {
                    case Demonstration(String response) -> "demonstration\n" + response;
                    case Comparison(List<OutputRating> ratings, Ranking ranking) ->
                        "comparison\n" + ratings + "\n" + ranking.groups();
                });
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, message);
        }
    }
}
