package macaw.labeling.submissions;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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
     * A prompt after a brief (Ouyang et al. 2022, section 3.2).
     *
     * @param style which kind of prompt
     * @param text what a model is asked; PROMPT_EMPTY, PROMPT_TOO_LONG or TEXT_INVALID otherwise
     * @param examples of a few-shot prompt, at least one; none otherwise. Errors name the example, as examples[0].input
     */
    record WrittenPrompt(Style style, String text, List<Example> examples) implements Content {
        private static final int MAX_EXAMPLES = 20;

        /** The paper's three kinds of written prompts. */
        public enum Style {
            /** Any task, as varied as can be. */
            PLAIN,
            /** An instruction with several queries and their answers. */
            FEW_SHOT,
            /** A prompt for a use case that the brief names. */
            USE_CASE;

            /** What a brief of that category asks for: the style it names, else a plain prompt. */
            public static Style askedBy(String category) {
                return Arrays.stream(values())
                        .filter(style -> style.name().toLowerCase(Locale.ROOT).equals(category))
                        .findFirst()
                        .orElse(PLAIN);
            }
        }

        /**
         * A query and its answer.
         *
         * @param input the query
         * @param output the answer
         */
        public record Example(String input, String output) {}

        public WrittenPrompt {
            Texts.prompt(text);
            examples = List.copyOf(examples);
            require(
                    (style == Style.FEW_SHOT) == !examples.isEmpty() && examples.size() <= MAX_EXAMPLES,
                    "examples must hold 1 to " + MAX_EXAMPLES
                            + " examples of a few-shot prompt and none of another, holds " + examples.size());
            for (int i = 0; i < examples.size(); i++) {
                Texts.example("examples[" + i + "].input", examples.get(i).input());
                Texts.example("examples[" + i + "].output", examples.get(i).output());
            }
        }

        /** The whole prompt as a model is to read it. */
        public String whole() {
            return text
                    + examples.stream()
                            .map(example -> "\n\nInput: " + example.input() + "\nOutput: " + example.output())
                            .collect(Collectors.joining());
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
            case WrittenPrompt prompt -> TaskKind.PROMPT;
            case Demonstration demonstration -> TaskKind.DEMONSTRATION;
            case Comparison comparison -> TaskKind.COMPARISON;
        };
    }

    /** Refuses content that is not what the task asks for, or not all of it. */
    default void checkAnswers(Task task) {
        TaskKind asked = task.project().kind();
        require(
                kind() == asked,
                "task " + task.id() + " asks for a " + asked.name().toLowerCase(Locale.ROOT));
        switch (this) {
            case WrittenPrompt prompt -> {
                WrittenPrompt.Style style =
                        WrittenPrompt.Style.askedBy(task.prompt().category());
                require(
                        prompt.style() == style,
                        "style must be " + style.name().toLowerCase(Locale.ROOT) + ", which the brief asks for, was "
                                + prompt.style().name().toLowerCase(Locale.ROOT));
            }
            case Demonstration demonstration -> {}
            case Comparison comparison -> {
                FormSchema form = task.form().orElseThrow();
                Ratings.check(form, task.outputIds(), comparison.ratings());
                comparison.ranking().checkCovers(task.outputIds());
            }
        }
    }

    /** SHA-256 of all that is said; 64 lower-case hex digits. Content that says the same has the same. */
    default String fingerprint() {
        return Sha256.hex(
                switch (this) {
                    case WrittenPrompt(var style, String text, var examples) ->
                        "prompt\n" + style + "\n" + text + "\n" + examples;
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
