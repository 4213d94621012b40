package macaw.generator.sampling;

/**
 * A token that was drawn.
 *
 * @param token its id
 * @param logProbability natural log of its probability in the whole distribution at the sampling temperature; where that is 0, at 1
 */
public record Drawn(int token, float logProbability) {}
