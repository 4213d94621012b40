package macaw.labeling.quality;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * How much the labelers of one task disagree.
 *
 * @param task the task
 * @param labelers how many have judged it
 * @param disagreement share of the pairs of outputs that two labelers order differently, over all pairs of labelers: 1 -
 *     {@link Measure#PAIRWISE} of this task
 * @param ratingDistance mean distance of two labelers' ratings of an output, 0 to 6
 */
public record TaskDisagreement(UUID task, int labelers, double disagreement, double ratingDistance) {
    private static final Comparator<TaskDisagreement> MOST_FIRST = Comparator.comparingDouble(
                    TaskDisagreement::disagreement)
            .reversed()
            .thenComparing(
                    Comparator.comparingDouble(TaskDisagreement::ratingDistance).reversed())
            .thenComparing(TaskDisagreement::task);

    /** Of all tasks that two labelers or more have judged, most disagreement first. */
    public static List<TaskDisagreement> of(Iterable<Judgement> judgements) {
        return JudgedTask.of(judgements).stream()
                .filter(JudgedTask::isShared)
                .map(TaskDisagreement::of)
                .sorted(MOST_FIRST)
                .toList();
    }

    private static TaskDisagreement of(JudgedTask task) {
        List<LabelerPair> pairs = task.pairs();
        LabelerPair.Order order = pairs.stream()
                .map(LabelerPair::order)
                .reduce(LabelerPair.Order::plus)
                .orElseThrow();
        double distance = pairs.stream()
                .mapToDouble(LabelerPair::ratingDistance)
                .average()
                .orElse(0);
        return new TaskDisagreement(
                task.id(), task.judgements().size(), 1 - (double) order.same() / order.all(), distance);
    }
}
