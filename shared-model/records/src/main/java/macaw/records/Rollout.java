package macaw.records;

/**
 * What became of one prompt.
 *
 * @param prompt the request, unchanged
 * @param fingerprint {@link Fingerprints#of} the request as the generator read it; empty where it could not be read and is sent back with a failure
 * @param policy the one version that wrote it, or was to write it
 */
public record Rollout(Prompt prompt, String fingerprint, VersionRef policy, RolloutOutcome outcome) {}
