package macaw.demo.rubric;

/**
 * An answer to be judged.
 *
 * @param text without special tokens
 * @param ended whether the policy ended it by itself, instead of being cut off
 */
public record Answer(String text, boolean ended) {}
