package macaw.labeling.snapshots;

import java.time.Instant;
import java.util.Optional;
import macaw.labeling.projects.TaskKind;

/**
 * What was recorded at one moment.
 *
 * @param namespace owner
 * @param id the project's name and the beginning of a hash of filters and content
 * @param project whose
 * @param kind of its records
 * @param filters what was let through
 * @param records how many
 * @param sha256 of the lines in order, each with its newline; what {@code sha256sum} says of the exported file
 * @param lineSchema version of the lines' keys; 1 is before comments, languages and adjudications came in
 * @param summary what is in it; empty of snapshots from before it was kept
 * @param createdAt when it was taken first
 */
public record Snapshot(
        String namespace,
        String id,
        String project,
        TaskKind kind,
        Filters filters,
        long records,
        String sha256,
        int lineSchema,
        Optional<Summary> summary,
        Instant createdAt) {}
