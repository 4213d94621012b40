package macaw.labeling.quality;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import macaw.labeling.forms.Answer;

/** What is measured of tasks that two labelers or more have judged. Tasks of one labeler say nothing and are left out. */
final class Agreement {
    private static final List<Measure> OF_RANKINGS = List.of(
            Measure.PAIRWISE, Measure.PAIRWISE_STRICT, Measure.TAU_B, Measure.ALPHA_RATINGS, Measure.ALPHA_RANKS);

    private Agreement() {}

    /** How much everybody agrees. */
    static SortedMap<Measure, Figure> among(List<JudgedTask> tasks) {
        return figures(shared(tasks), JudgedTask::pairs, task -> List.of(task.judgements()));
    }

    /**
     * How much one labeler agrees with the others: the pairs of labelers that this one is in. For alpha, each of these pairs is a study of
     * two, so what the others think of each other does not enter.
     */
    static SortedMap<Measure, Figure> against(List<JudgedTask> tasks, String pseudonym) {
        return figures(
                shared(tasks).stream()
                        .filter(task -> !task.pairsOf(pseudonym).isEmpty())
                        .toList(),
                task -> task.pairsOf(pseudonym),
                task -> task.pairsOf(pseudonym).stream()
                        .map(pair -> List.of(pair.first(), pair.second()))
                        .toList());
    }

    private static SortedMap<Measure, Figure> figures(
            List<JudgedTask> tasks,
            Function<JudgedTask, List<LabelerPair>> pairs,
            Function<JudgedTask, List<List<Judgement>>> together) {
        List<Share> pairwise = new ArrayList<>();
        List<Share> strict = new ArrayList<>();
        List<Share> taus = new ArrayList<>();
        List<List<int[]>> ratings = new ArrayList<>();
        List<List<int[]>> places = new ArrayList<>();
        for (JudgedTask task : tasks) {
            var order = new LabelerPair.Order(0, 0, 0, 0);
            double tauSum = 0;
            int tauCount = 0;
            for (LabelerPair pair : pairs.apply(task)) {
                order = order.plus(pair.order());
                OptionalDouble tau = pair.tauB();
                tauSum += tau.orElse(0);
                tauCount += tau.isPresent() ? 1 : 0;
            }
            pairwise.add(new Share(order.same(), order.all()));
            strict.add(new Share(order.strictSame(), order.strict()));
            taus.add(new Share(tauSum, tauCount));
            ratings.add(units(together.apply(task), Agreement::overalls));
            places.add(units(together.apply(task), judgement -> RankPlace.of(judgement.outputs())));
        }
        List<Figure> measured = Resampling.figures(List.of(
                Share.estimate(pairwise),
                Share.estimate(strict),
                Share.estimate(taus),
                Alpha.estimate(Alpha.Scale.ORDINAL, ratings),
                Alpha.estimate(Alpha.Scale.ORDINAL, places)));
        SortedMap<Measure, Figure> figures = new TreeMap<>();
        for (int i = 0; i < measured.size(); i++) {
            figures.put(OF_RANKINGS.get(i), measured.get(i));
        }
        return figures;
    }

    private static int[] overalls(Judgement judgement) {
        return judgement.outputs().stream().mapToInt(JudgedOutput::overall).toArray();
    }

    /** For each output the values that the judgements of a group give it. */
    private static List<int[]> units(List<List<Judgement>> groups, Function<Judgement, int[]> values) {
        List<int[]> units = new ArrayList<>();
        for (List<Judgement> group : groups) {
            List<int[]> given = group.stream().map(values).toList();
            for (int output = 0; output < given.getFirst().length; output++) {
                int place = output;
                units.add(given.stream().mapToInt(of -> of[place]).toArray());
            }
        }
        return units;
    }

    /** How much everybody agrees on the answers to each question that somebody answered. */
    static SortedMap<String, QuestionAgreement> byQuestion(List<JudgedTask> tasks) {
        SortedSet<String> questions = new TreeSet<>();
        tasks.forEach(task -> task.judgements()
                .forEach(judgement -> judgement
                        .outputs()
                        .forEach(output -> questions.addAll(output.answers().keySet()))));
        List<Map<Answer, Long>> given = new ArrayList<>();
        List<Estimate> estimates = new ArrayList<>();
        for (String question : questions) {
            given.add(new EnumMap<>(Answer.class));
            estimates.addAll(estimates(tasks, question, given.getLast()));
        }
        List<Figure> figures = Resampling.figures(estimates);
        SortedMap<String, QuestionAgreement> agreement = new TreeMap<>();
        for (String question : questions) {
            int place = agreement.size();
            agreement.put(
                    question,
                    new QuestionAgreement(given.get(place), figures.get(2 * place), figures.get(2 * place + 1)));
        }
        return agreement;
    }

    /** Of equal answers and of alpha; the answers are counted on the way. */
    private static List<Estimate> estimates(List<JudgedTask> tasks, String question, Map<Answer, Long> given) {
        List<Share> same = new ArrayList<>();
        List<List<int[]>> answers = new ArrayList<>();
        for (JudgedTask task : tasks) {
            List<int[]> units = new ArrayList<>();
            int equal = 0;
            int pairs = 0;
            for (int output = 0; output < task.outputCount(); output++) {
                int[] unit = answers(task, output, question);
                for (int i = 0; i < unit.length; i++) {
                    given.merge(Answer.values()[unit[i]], 1L, Long::sum);
                    for (int j = i + 1; j < unit.length; j++) {
                        pairs++;
                        equal += unit[i] == unit[j] ? 1 : 0;
                    }
                }
                units.add(unit);
            }
            same.add(new Share(equal, pairs));
            answers.add(units);
        }
        return List.of(Share.estimate(same), Alpha.estimate(Alpha.Scale.NOMINAL, answers));
    }

    private static int[] answers(JudgedTask task, int output, String question) {
        return task.judgements().stream()
                .map(judgement -> judgement.outputs().get(output).answers().get(question))
                .filter(answer -> answer != null)
                .mapToInt(Answer::ordinal)
                .toArray();
    }

    private static List<JudgedTask> shared(List<JudgedTask> tasks) {
        return tasks.stream().filter(JudgedTask::isShared).toList();
    }
}
