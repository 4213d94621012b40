package macaw.labeling.outputs;

import macaw.records.FinishReason;
import macaw.records.VersionRef;

/**
 * Where an output came from, exactly: the same policy version, prompt, sampling settings, seed and sample give the same text again.
 *
 * @param policy the version that wrote it
 * @param finishReason why it ended
 * @param seed of the request
 * @param sample index within the request
 */
public record Draw(VersionRef policy, FinishReason finishReason, long seed, int sample) {}
