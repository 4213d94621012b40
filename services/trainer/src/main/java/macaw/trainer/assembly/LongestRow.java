package macaw.trainer.assembly;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /**
     * Its tokens.
     *
     * @param prompt those before the answer
     * @param all with the answer
     */
    record Tokens(int prompt, int all) {}

    static Tokens ofDemonstrations(Path model, List<Demonstration> rows) {
        return of(model, rows.stream().map(row -> new Answered(row.prompt(), row.response())));
    }

    static Tokens ofComparisons(Path model, List<RankedOutputs> rows) {
        return of(
                model,
                rows.stream().flatMap(row -> row.outputs().stream().map(output -> new Answered(row.prompt(), output))));
    }

    /** Outputs of the largest ranking. */
    static int mostOutputs(List<RankedOutputs> rows) {
        return rows.stream().mapToInt(row -> row.outputs().size()).max().orElse(0);
    }

    /** The most different outputs that all rankings of a prompt have together. */
    static int mostOutputsOfAPrompt(List<RankedOutputs> rows) {
        Map<Conversation, Set<String>> outputs = new HashMap<>();
        rows.forEach(row ->
                outputs.computeIfAbsent(row.prompt(), prompt -> new HashSet<>()).addAll(row.outputs()));
        return outputs.values().stream().mapToInt(Set::size).max().orElse(0);
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

    private static Tokens of(Path model, Stream<Answered> rows) {
        try (var encoder = new ConversationEncoder(model)) {
            int context = encoder.maxPositions();
            return rows.max(Comparator.comparingInt(Answered::characters))
                    .map(longest -> encoder.answered(longest.prompt(), longest.answer()))
                    .map(row -> new Tokens(Math.min(row.learntFrom(), context), Math.min(row.length(), context)))
                    .orElse(new Tokens(0, 0));
        }
    }

    private static int characters(Conversation prompt) {
        return prompt.turns().stream().mapToInt(turn -> turn.content().length()).sum();
    }
}
