package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import macaw.torch.Gradients;
import macaw.torch.Lanes;
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
    private final Lanes lanes;
    private final TokenLogProbabilities policyHead;
    private final TokenLogProbabilities referenceHead;

    Evaluator(
            TorchEngine engine,
            TorchModel policy,
            TorchModel reference,
            Optional<ValueModel> value,
            double temperature,
            Lanes lanes) {
        this.engine = engine;
        this.policy = policy;
        this.reference = reference;
        this.value = value;
        this.lanes = lanes;
        this.policyHead = new TokenLogProbabilities(policy, temperature, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
        this.referenceHead =
                new TokenLogProbabilities(reference, temperature, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
    }

    /** @param microbatches those of the first epoch, so that its first ratio is exactly 1 */
    RolloutEvaluation of(List<Experience> rollouts, List<List<List<Integer>>> microbatches) {
        var evaluation = new RolloutEvaluation(unset(rollouts), unset(rollouts), unset(rollouts), unset(rollouts));
        List<Part> parts = microbatches.stream()
                .flatMap(List::stream)
                .map(part -> Part.of(part, rollouts))
                .toList();
        // the reference is nobody's to train, so it is read half and half
        int half = (parts.size() + 1) / 2;
        Runnable first = () -> {
            parts.forEach(part -> readPolicy(part, evaluation));
            parts.subList(half, parts.size()).forEach(part -> readReference(part, evaluation));
        };
        Runnable second = () -> {
            value.ifPresent(model -> parts.forEach(part -> readValues(model, part, evaluation)));
            parts.subList(0, half).forEach(part -> readReference(part, evaluation));
        };
        lanes.both(first, second);
        return evaluation;
    }

    /**
     * A microbatch.
     *
     * @param rollouts which ones, in the order of the tokens
     * @param lengths of their answers
     */
    private record Part(List<Integer> rollouts, List<Integer> lengths, NextTokens tokens) {
        static Part of(List<Integer> part, List<Experience> rollouts) {
            return new Part(
                    part,
                    part.stream().map(i -> rollouts.get(i).answerLength()).toList(),
                    NextTokens.of(
                            part.stream().map(i -> rollouts.get(i).sequence()).toList()));
        }

        void put(float[] tokenByToken, List<float[]> into) {
            int from = 0;
            for (int i = 0; i < rollouts.size(); i++) {
                int to = from + lengths.get(i);
                into.set(rollouts.get(i), Arrays.copyOfRange(tokenByToken, from, to));
                from = to;
            }
        }
    }

    private void readPolicy(Part part, RolloutEvaluation into) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            var seen = policyHead.evaluate(
                    hidden(policy, manager, part.tokens()), part.tokens().targets());
            part.put(seen.logProbabilities(), into.proximal());
            part.put(seen.entropies(), into.entropies());
        }
    }

    private void readReference(Part part, RolloutEvaluation into) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray hidden = hidden(reference, manager, part.tokens());
            part.put(referenceHead.logProbabilities(hidden, part.tokens().targets()), into.reference());
        }
    }

    private void readValues(ValueModel model, Part part, RolloutEvaluation into) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            part.put(model.values(manager, part.tokens()).toFloatArray(), into.values());
        }
    }

    private static NDArray hidden(TorchModel model, NDManager manager, NextTokens tokens) {
        return model.hidden(manager, tokens.inputs(), tokens.rows()); // [N, D]
    }

    private static List<float[]> unset(List<Experience> rollouts) {
        List<float[]> list = new ArrayList<>();
        rollouts.forEach(rollout -> list.add(new float[0]));
        return list;
    }
}
