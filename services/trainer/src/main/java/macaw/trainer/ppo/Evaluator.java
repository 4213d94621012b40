package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.learning.NextTokens;

/** Reads an iteration's rollouts with the policy, the reference policy and the value model, without gradients. */
final class Evaluator {
    private final TorchEngine engine;
    private final TorchModel policy;
    private final TorchModel reference;
    private final Optional<ValueModel> value;
    private final TokenLogProbabilities policyHead;
    private final TokenLogProbabilities referenceHead;

    Evaluator(
            TorchEngine engine,
            TorchModel policy,
            TorchModel reference,
            Optional<ValueModel> value,
            double temperature) {
        this.engine = engine;
        this.policy = policy;
        this.reference = reference;
        this.value = value;
        this.policyHead = new TokenLogProbabilities(policy, temperature, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
        this.referenceHead =
                new TokenLogProbabilities(reference, temperature, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
    }

    /** @param microbatches those of the first epoch, so that its first ratio is exactly 1 */
    RolloutEvaluation of(List<Experience> rollouts, List<List<List<Integer>>> microbatches) {
        var evaluation = new RolloutEvaluation(unset(rollouts), unset(rollouts), unset(rollouts), unset(rollouts));
        for (List<List<Integer>> minibatch : microbatches) {
            for (List<Integer> part : minibatch) {
                NextTokens tokens = NextTokens.of(
                        part.stream().map(i -> rollouts.get(i).sequence()).toList());
                try (NDManager manager = engine.newManager();
                        var unrecorded = Gradients.unrecorded()) {
                    var ofPolicy = policyHead.evaluate(hidden(policy, manager, tokens), tokens.targets());
                    float[] ofReference =
                            referenceHead.logProbabilities(hidden(reference, manager, tokens), tokens.targets());
                    Optional<float[]> values =
                            value.map(model -> model.values(manager, tokens).toFloatArray());
                    int from = 0;
                    for (int i : part) {
                        int to = from + rollouts.get(i).answerLength();
                        evaluation.proximal().set(i, Arrays.copyOfRange(ofPolicy.logProbabilities(), from, to));
                        evaluation.entropies().set(i, Arrays.copyOfRange(ofPolicy.entropies(), from, to));
                        evaluation.reference().set(i, Arrays.copyOfRange(ofReference, from, to));
                        if (values.isPresent()) {
                            evaluation.values().set(i, Arrays.copyOfRange(values.get(), from, to));
                        }
                        from = to;
                    }
                }
            }
        }
        return evaluation;
    }

    private static NDArray hidden(TorchModel model, NDManager manager, NextTokens tokens) {
        return model.rows(model.hidden(manager, tokens.inputs()), tokens.rows()); // [N, D]
    }

    private static List<float[]> unset(List<Experience> rollouts) {
        List<float[]> list = new ArrayList<>();
        rollouts.forEach(rollout -> list.add(new float[0]));
        return list;
    }
}
