package macaw.trainer.assembly;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import macaw.trainer.datasets.Conversation;
import macaw.trainer.datasets.Demonstration;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.learning.ConversationEncoder;

/** How many tokens the longest row has, judged by its text, so that one row is encoded and not all. What does not fit the context is left out by every run. */
final class LongestRow {
    private LongestRow() {}

    private record Answered(Conversation prompt, String answer) {
        int characters() {
            return LongestRow.characters(prompt) + answer.length();
        }
    }

    static int ofDemonstrations(Path model, List<Demonstration> rows) {
        return of(model, rows.stream().map(row -> new Answered(row.prompt(), row.response())));
    }

    static int ofComparisons(Path model, List<RankedOutputs> rows) {
        return of(
                model,
                rows.stream().flatMap(row -> row.outputs().stream().map(output -> new Answered(row.prompt(), output))));
    }

    /** Outputs of the largest ranking. */
    static int mostOutputs(List<RankedOutputs> rows) {
        return rows.stream().mapToInt(row -> row.outputs().size()).max().orElse(0);
    }

    /** @param answer tokens that are left for the answer */
    static int ofPrompts(Path model, List<Conversation> prompts, int answer) {
        try (var encoder = new ConversationEncoder(model)) {
            int prompt = prompts.stream()
                    .max(Comparator.comparingInt(LongestRow::characters))
                    .map(longest -> encoder.prompt(longest).length)
                    .orElse(0);
            return Math.min(prompt + answer, encoder.maxPositions());
        }
    }

    private static int of(Path model, Stream<Answered> rows) {
        try (var encoder = new ConversationEncoder(model)) {
            int tokens = rows.max(Comparator.comparingInt(Answered::characters))
                    .map(longest ->
                            encoder.answered(longest.prompt(), longest.answer()).length())
                    .orElse(0);
            return Math.min(tokens, encoder.maxPositions());
        }
    }

    private static int characters(Conversation prompt) {
        return prompt.turns().stream().mapToInt(turn -> turn.content().length()).sum();
    }
}
