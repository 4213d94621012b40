package macaw.records;

/**
 * What became of one prompt.
 *
 * @param prompt the request, unchanged
 * @param fingerprint {@link Fingerprints#of} the request as the generator read it
 * @param policy the one version that wrote it
 */
public record Rollout(Prompt prompt, String fingerprint, VersionRef policy, RolloutOutcome outcome) {}
