package macaw.labeling.quality;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much labelers agree.
 *
 * @param comparisons judgements that it rests on
 * @param tasks tasks with at least one of them
 * @param sharedTasks of these, tasks with two or more, which alone say something about agreement
 * @param overall everybody with everybody
 * @param labelers each labeler with the others, by pseudonym
 * @param questions the answers to each question, by its id
 * @param course everybody with everybody, over time; a task belongs where the last of its judgements was recorded
 */
public record AgreementReport(
        int comparisons,
        int tasks,
        int sharedTasks,
        SortedMap<Measure, Figure> overall,
        List<OfLabeler> labelers,
        SortedMap<String, QuestionAgreement> questions,
        List<OfPeriod> course) {
    /**
     * One labeler with the others.
     *
     * @param labeler who
     * @param comparisons judgements of theirs
     * @param sharedTasks of these, judgements of tasks that others judged too
     * @param figures the labeler's with the others
     */
    public record OfLabeler(
            JudgingLabeler labeler, int comparisons, int sharedTasks, SortedMap<Measure, Figure> figures) {}

    /**
     * Everybody with everybody in one step of time.
     *
     * @param from its first day, UTC
     * @param sharedTasks tasks with two or more judgements
     * @param figures theirs
     */
    public record OfPeriod(LocalDate from, int sharedTasks, SortedMap<Measure, Figure> figures) {}

    /** Of these judgements; those that compare nothing are left out. */
    public static AgreementReport of(Iterable<Judgement> judgements, Period period) {
        List<JudgedTask> tasks = JudgedTask.of(judgements);
        List<JudgedTask> shared = tasks.stream().filter(JudgedTask::isShared).toList();
        return new AgreementReport(
                tasks.stream().mapToInt(task -> task.judgements().size()).sum(),
                tasks.size(),
                shared.size(),
                Agreement.among(shared),
                labelers(tasks),
                Agreement.byQuestion(tasks),
                course(shared, period));
    }

    private static List<OfLabeler> labelers(List<JudgedTask> tasks) {
        SortedMap<String, List<JudgedTask>> byLabeler = new TreeMap<>();
        var labelers = new TreeSet<>(Comparator.comparing(JudgingLabeler::pseudonym));
        for (JudgedTask task : tasks) {
            for (Judgement judgement : task.judgements()) {
                labelers.add(judgement.labeler());
                byLabeler
                        .computeIfAbsent(judgement.labeler().pseudonym(), pseudonym -> new ArrayList<>())
                        .add(task);
            }
        }
        return labelers.stream()
                .map(labeler -> {
                    List<JudgedTask> own = byLabeler.getOrDefault(labeler.pseudonym(), List.of());
                    int shared = Math.toIntExact(
                            own.stream().filter(JudgedTask::isShared).count());
                    return new OfLabeler(labeler, own.size(), shared, Agreement.against(own, labeler.pseudonym()));
                })
                .toList();
    }

    private static List<OfPeriod> course(List<JudgedTask> shared, Period period) {
        SortedMap<LocalDate, List<JudgedTask>> steps = new TreeMap<>();
        for (JudgedTask task : shared) {
            steps.computeIfAbsent(period.startOf(task.lastAt()), day -> new ArrayList<>())
                    .add(task);
        }
        return steps.entrySet().stream()
                .map(step -> new OfPeriod(step.getKey(), step.getValue().size(), Agreement.among(step.getValue())))
                .toList();
    }
}
