package macaw.labeling.quality;

/**
 * A labeler as leads know them.
 *
 * @param pseudonym stands for the labeler outside of the service, and is unique
 * @param name for leads only
 * @param simulated whether a program plays the labeler
 */
public record JudgingLabeler(String pseudonym, String name, boolean simulated) {}
