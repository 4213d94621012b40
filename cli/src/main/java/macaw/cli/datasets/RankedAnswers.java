package macaw.cli.datasets;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import macaw.rowfiles.Value;

/**
 * K answers of a prompt in order, in the two ways that published data sets have them: {@code completions} beside {@code ranks} (1 is best) or
 * {@code scores} (more is better), or {@code answers} as a list of {@code {"answer", "rank"}} (Nectar; Zhu et al. 2023). Equal numbers are ties.
 */
final class RankedAnswers {
    private RankedAnswers() {}

    static List<Row.Comparison> read(SourceRow row) {
        Conversation prompt = prompt(row.value("prompt"));
        if (row.has("answers")) {
            List<SourceRow> answers = row.list("answers", answer -> row.within("answers", answer));
            return List.of(new Row.Comparison(
                    prompt,
                    answers.stream().map(answer -> answer.text("answer")).toList(),
                    ranking(
                            answers.stream()
                                    .map(answer -> SourceRow.number("rank", answer.value("rank")))
                                    .toList(),
                            Comparator.naturalOrder())));
        }
        List<String> outputs = row.list("completions", RankedAnswers::output);
        boolean ranked = row.has("ranks");
        String column = ranked ? "ranks" : "scores";
        List<BigDecimal> numbers = row.list(column, number -> SourceRow.number(column, number));
        if (numbers.size() != outputs.size()) {
            throw new RowRefused(
                    "\"completions\" has " + outputs.size() + " elements, \"" + column + "\" has " + numbers.size());
        }
        return List.of(new Row.Comparison(
                prompt, outputs, ranking(numbers, ranked ? Comparator.naturalOrder() : Comparator.reverseOrder())));
    }

    private static Conversation prompt(Value value) {
        return value instanceof Value.Text(String text) && Transcript.isOne(text)
                ? new Conversation(Transcript.turns("prompt", text))
                : Conversation.of("prompt", value);
    }

    private static String output(Value value) {
        return value instanceof Value.Text(String text)
                ? text
                : TrlShapes.answer("completions", Conversation.messages("completions", value));
    }

    /** Indices by their number, the best first; 1 and 1.0 are the same number. */
    private static List<List<Integer>> ranking(List<BigDecimal> numbers, Comparator<BigDecimal> bestFirst) {
        TreeMap<BigDecimal, List<Integer>> groups = new TreeMap<>(bestFirst);
        for (int i = 0; i < numbers.size(); i++) {
            groups.computeIfAbsent(numbers.get(i), number -> new ArrayList<>()).add(i);
        }
        return List.copyOf(groups.values());
    }
}
