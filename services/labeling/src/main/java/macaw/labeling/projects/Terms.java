package macaw.labeling.projects;

import org.jspecify.annotations.Nullable;

/**
 * What a task was handed out under. They stay with the lease and its submission, whatever the project says later.
 *
 * @param guidelinesVersion version of the project's guidelines, from 1
 * @param form name and version of the questions; null where nothing is rated
 */
public record Terms(int guidelinesVersion, @Nullable String form) {}
