package macaw.labeling.flags;

/**
 * A flag as leads look at it.
 *
 * @param flag the flag
 * @param promptId the prompt
 * @param prompt its text
 * @param labelerName who, as leads know them
 * @param pseudonym the same as exports have them
 * @param simulated whether a program played the labeler
 */
public record FlagView(
        Flag flag, String promptId, String prompt, String labelerName, String pseudonym, boolean simulated) {}
