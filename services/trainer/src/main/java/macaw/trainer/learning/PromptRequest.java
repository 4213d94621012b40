package macaw.trainer.learning;

import macaw.records.Sampling;
import macaw.records.TokenIds;

/**
 * One rollout that a learner asks for; the flow adds ids and versions.
 *
 * @param promptIndex index in the run's prompt set
 * @param sampleIndex index among the samples of this prompt in this iteration
 * @param tokens the prompt through the policy's chat template, BOS included
 * @param seed seeds every draw of the rollout
 */
public record PromptRequest(int promptIndex, int sampleIndex, TokenIds tokens, Sampling sampling, long seed) {}
