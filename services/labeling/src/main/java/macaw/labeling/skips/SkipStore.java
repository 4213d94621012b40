package macaw.labeling.skips;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.projects.Project;
import macaw.labeling.tasks.Occupancy;

/** Where skips are kept. */
public interface SkipStore {
    /**
     * What the decision rests on.
     *
     * @param occupancy who is at the task
     * @param before the labeler's skip, where there is one
     */
    record Situation(Occupancy occupancy, Optional<Skip> before) {}

    /** Decides and records under the task's lock, and drops the labeler's draft; TASK_UNKNOWN. */
    Skipping skip(String namespace, UUID task, UUID labeler, Instant now, Function<Situation, Skipping> decision);

    /** A project's prompts that were passed over, the most often first, {@code limit} of them after the first {@code offset}. */
    List<SkippedPrompt> counted(Project project, int offset, int limit);
}
