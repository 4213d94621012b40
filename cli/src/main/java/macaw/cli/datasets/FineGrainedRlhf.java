package macaw.cli.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * fine-grained-rlhf's feedback: an array of questions, each with {@code "prediction 1"} to {@code "prediction 4"} and six
 * judgements of pairs in {@code "preference"}: 1 the first is better, 2 the second, 0 neither. They become one ranking
 * with ties, if one agrees with all six; people contradicted themselves on some, and those questions are refused. The
 * prompt is the question alone, without its passages, which are longer than a small model's context.
 */
final class FineGrainedRlhf implements RowReader {
    private static final int OUTPUTS = 4;
    /** The order of the judgements: 1-2, 1-3, 1-4, 2-3, 2-4, 3-4. */
    private static final int[][] PAIRS = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};

    @Override
    public String id(SourceRow question, long index) {
        return "question " + index + ", \"" + question.named("question") + "\"";
    }

    @Override
    public List<Row.Comparison> rows(SourceRow question) {
        List<String> outputs = IntStream.rangeClosed(1, OUTPUTS)
                .mapToObj(i -> question.text("prediction " + i).strip())
                .toList();
        return List.of(new Row.Comparison(question.text("question").strip(), outputs, ranking(judgements(question))));
    }

    private static int[] judgements(SourceRow question) {
        int[] judgements = question.list("preference", judgement -> SourceRow.whole("preference", judgement)).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        if (judgements.length != PAIRS.length) {
            throw new RowRefused("\"preference\" is not a list of " + PAIRS.length + " judgements");
        }
        for (int judgement : judgements) {
            if (judgement < 0 || judgement > 2) {
                throw new RowRefused("the judgement " + judgement + " is none of 0, 1 and 2");
            }
        }
        return judgements;
    }

    /** An order that agrees with all judgements is that of wins minus losses; so it is enough to check this one. */
    static List<List<Integer>> ranking(int[] judgements) {
        int[] balance = new int[OUTPUTS];
        for (int i = 0; i < PAIRS.length; i++) {
            balance[PAIRS[i][0]] += difference(judgements[i]);
            balance[PAIRS[i][1]] -= difference(judgements[i]);
        }
        for (int i = 0; i < PAIRS.length; i++) {
            int ordered = Integer.compare(balance[PAIRS[i][0]], balance[PAIRS[i][1]]);
            if (ordered != difference(judgements[i])) {
                throw new RowRefused("its judgements contradict each other: no order has outputs " + (PAIRS[i][0] + 1)
                        + " and " + (PAIRS[i][1] + 1) + " as they were judged");
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
        return groups;
    }

    /** 1 where the first of a pair is better, −1 where the second is, 0 where neither. */
    private static int difference(int judgement) {
        return switch (judgement) {
            case 1 -> 1;
            case 2 -> -1;
            default -> 0;
        };
    }
}
