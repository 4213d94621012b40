package macaw.labeling.outputs;

import java.util.List;
import macaw.records.Sampling;
import macaw.records.VersionName;

/** The policies that outputs are asked of. */
public interface Policies {
    /**
     * Draws n samples of one prompt; retries what can be retried. Sample i depends on the policy version, prompt, sampling, seed and i alone.
     * POLICY_UNKNOWN, PROMPT_TOO_LONG, SAMPLING_INVALID; GENERATOR_UNAVAILABLE or OVERLOADED once the retries are used up.
     */
    List<Sample> draw(VersionName policy, String prompt, Sampling sampling, int n, long seed);
}
