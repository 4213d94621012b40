package macaw.labeling.snapshots;

import java.time.Instant;
import java.util.Set;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.Split;

/**
 * What was recorded at one moment.
 *
 * @param namespace owner
 * @param id the project's name and the beginning of a hash of filters and content
 * @param project whose
 * @param kind of its records
 * @param splits whose prompts are in it
 * @param records how many
 * @param sha256 of the lines in order, each with its newline; what {@code sha256sum} says of the exported file
 * @param createdAt when it was taken first
 */
public record Snapshot(
        String namespace,
        String id,
        String project,
        TaskKind kind,
        Set<Split> splits,
        long records,
        String sha256,
        Instant createdAt) {
    public Snapshot {
        splits = Set.copyOf(splits);
    }
}
