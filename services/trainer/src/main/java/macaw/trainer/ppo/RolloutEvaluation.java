package macaw.trainer.ppo;

import java.util.List;

/**
 * What the models say of an iteration's rollouts before its first step; for each rollout one number a token of its answer.
 *
 * @param proximal log-probabilities of the policy that the surrogate is clipped against
 * @param entropies of that policy, nats
 * @param reference log-probabilities of the reference policy
 * @param values of the value model; empty arrays where there is none
 */
record RolloutEvaluation(
        List<float[]> proximal, List<float[]> entropies, List<float[]> reference, List<float[]> values) {}
