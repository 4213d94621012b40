package macaw.labeling.quality;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What everybody said of one task's outputs.
 *
 * @param id the task
 * @param judgements one of each labeler, by pseudonym; each of all outputs
 */
public record JudgedTask(UUID id, List<Judgement> judgements) {
    public JudgedTask {
        judgements = judgements.stream()
                .sorted(Comparator.comparing(judgement -> judgement.labeler().pseudonym()))
                .toList();
        Set<String> labelers = new HashSet<>();
        List<UUID> outputs = outputs(judgements.getFirst());
        for (Judgement judgement : judgements) {
            if (!labelers.add(judgement.labeler().pseudonym())) {
                throw new IllegalArgumentException("task " + id + " has two judgements of "
                        + judgement.labeler().pseudonym());
            }
            if (!outputs(judgement).equals(outputs)) {
                throw new IllegalArgumentException(
                        "submission " + judgement.submission() + " judges other outputs than the task has");
            }
        }
    }

    private static List<UUID> outputs(Judgement judgement) {
        return judgement.outputs().stream().map(JudgedOutput::output).toList();
    }

    /** The comparisons by task, in the order of the tasks' ids. */
    public static List<JudgedTask> of(Iterable<Judgement> judgements) {
        SortedMap<UUID, List<Judgement>> tasks = new TreeMap<>();
        for (Judgement judgement : judgements) {
            if (judgement.compares()) {
                tasks.computeIfAbsent(judgement.task(), id -> new ArrayList<>()).add(judgement);
            }
        }
        return tasks.entrySet().stream()
                .map(task -> new JudgedTask(task.getKey(), task.getValue()))
                .toList();
    }

    /** Whether there is anything to agree on: two labelers or more. */
    public boolean isShared() {
        return judgements.size() > 1;
    }

    /** How many outputs it has. */
    public int outputCount() {
        return judgements.getFirst().outputs().size();
    }

    /** When the last of them was recorded. */
    public Instant lastAt() {
        return judgements.stream()
                .map(Judgement::submittedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Every two labelers' judgements. */
    List<LabelerPair> pairs() {
        List<LabelerPair> pairs = new ArrayList<>();
        for (int i = 0; i < judgements.size(); i++) {
            for (int j = i + 1; j < judgements.size(); j++) {
                pairs.add(new LabelerPair(judgements.get(i), judgements.get(j)));
            }
        }
        return pairs;
    }

    /** The pairs that one labeler is in, the labeler first. */
    List<LabelerPair> pairsOf(String pseudonym) {
        return judgements.stream()
                .filter(own -> own.labeler().pseudonym().equals(pseudonym))
                .flatMap(own ->
                        judgements.stream().filter(other -> other != own).map(other -> new LabelerPair(own, other)))
                .toList();
    }
}
