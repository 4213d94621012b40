package macaw.labeling.outputs;

/**
 * One text that a policy wrote.
 *
 * @param text the answer, without special tokens
 * @param draw where it came from
 */
public record Sample(String text, Draw draw) {}
