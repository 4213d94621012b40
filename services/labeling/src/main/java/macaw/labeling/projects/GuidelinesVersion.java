package macaw.labeling.projects;

import java.time.Instant;

/**
 * A text that labelers had as a project's guidelines.
 *
 * @param version from 1
 * @param text markdown; may be empty
 * @param recordedAt since when it was the current one
 */
public record GuidelinesVersion(int version, String text, Instant recordedAt) {}
