package macaw.labeling.quality;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * One labeler's counting submission to one task.
 *
 * @param submission its id
 * @param task the task
 * @param labeler who
 * @param submittedAt when it was recorded
 * @param durationMillis time spent, as the labeler's page measured it
 * @param outputs what it says of each output, in the order of their ids; empty where the task is to write
 */
public record Judgement(
        UUID submission,
        UUID task,
        JudgingLabeler labeler,
        Instant submittedAt,
        int durationMillis,
        List<JudgedOutput> outputs) {
    public Judgement {
        outputs = outputs.stream()
                .sorted(Comparator.comparing(JudgedOutput::output))
                .toList();
    }

    /** Whether it compares outputs. */
    public boolean compares() {
        return !outputs.isEmpty();
    }
}
