package macaw.labeling.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import macaw.errors.ErrorCode;
import macaw.rowfiles.Value;

/**
 * fine-grained-rlhf's feedback (Wu et al. 2023): a question with {@code "prediction 1"} to {@code "prediction 4"} and six judgements of pairs
 * in {@code "preference"}, of 1-2, 1-3, 1-4, 2-3, 2-4 and 3-4: 1 the first is better, 2 the second, 0 neither. They become one comparison
 * whose pairs they are. A question whose judgements fit no order is left out and reported by its place, from 0. The prompt is the question
 * without its passages.
 */
final class FineGrainedLabels implements LabelReader {
    private static final int OUTPUTS = 4;
    private static final int[][] PAIRS = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};

    private final PlainLabels labels;
    private int next;

    FineGrainedLabels(Origin origin) {
        this.labels = new PlainLabels(origin);
    }

    @Override
    public void row(long number, Cells cells, Taken taken) {
        String name = "question " + next++;
        String question = cells.text("question").orElseThrow(() -> Cells.refused("question", "is missing"));
        List<String> outputs = IntStream.rangeClosed(1, OUTPUTS)
                .mapToObj(i -> PlainLabels.answer(cells, "prediction " + i).strip())
                .toList();
        Optional<List<List<Integer>>> ranking = ranking(judgements(cells));
        if (ranking.isEmpty()) {
            taken.leftOut(new BadRow(
                    number,
                    name,
                    ErrorCode.ROW_INVALID,
                    "preference",
                    "its judgements contradict each other: \"" + question + "\""));
            return;
        }
        taken.label(labels.comparison(
                number,
                name,
                labels.prompt(new Cells(Map.of()), question.strip(), outputs.toArray(String[]::new)),
                ranking.get().stream()
                        .map(group -> group.stream().map(outputs::get).toList())
                        .toList(),
                labels.labeler(cells)));
    }

    private static int[] judgements(Cells cells) {
        if (!(cells.value("preference").orElse(null) instanceof Value.Many(List<Value> values))
                || values.size() != PAIRS.length) {
            throw Cells.refused("preference", "must be a list of " + PAIRS.length + " judgements");
        }
        return values.stream().mapToInt(FineGrainedLabels::judgement).toArray();
    }

    /** 1 where the first of a pair is better, −1 where the second is, 0 where neither. */
    private static int judgement(Value value) {
        if (value instanceof Value.Whole(long number)) {
            if (number == 0 || number == 1) {
                return (int) number;
            }
            if (number == 2) {
                return -1;
            }
        }
        throw Cells.refused("preference", "must hold 0, 1 and 2 only");
    }

    /** An order that agrees with all judgements is that of wins minus losses; so it is enough to check this one. Empty where it does not. */
    static Optional<List<List<Integer>>> ranking(int[] judgements) {
        int[] balance = new int[OUTPUTS];
        for (int i = 0; i < PAIRS.length; i++) {
            balance[PAIRS[i][0]] += judgements[i];
            balance[PAIRS[i][1]] -= judgements[i];
        }
        for (int i = 0; i < PAIRS.length; i++) {
            if (Integer.compare(balance[PAIRS[i][0]], balance[PAIRS[i][1]]) != judgements[i]) {
                return Optional.empty();
            }
        }
        List<List<Integer>> groups = new ArrayList<>();
        for (int level = OUTPUTS - 1; level > -OUTPUTS; level--) {
            int wanted = level;
            List<Integer> group = IntStream.range(0, OUTPUTS)
                    .filter(output -> balance[output] == wanted)
                    .boxed()
                    .toList();
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        return Optional.of(groups);
    }
}
