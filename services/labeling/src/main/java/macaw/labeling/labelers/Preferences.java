package macaw.labeling.labelers;

/**
 * What a labeler chose.
 *
 * @param sensitiveOptOut that they are given no sensitive prompts
 */
public record Preferences(boolean sensitiveOptOut) {}
