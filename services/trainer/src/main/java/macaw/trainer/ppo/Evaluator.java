package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import macaw.torch.Gradients;
import macaw.torch.Lanes;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.learning.NextTokens;

/** Reads an iteration's rollouts with the policy, the reference policy and the value model. */
final class Evaluator {
    private final TorchEngine engine;
    private final TorchModel policy;
    private final TorchModel reference;
    private final Optional<TorchModel> value;
    private final Lanes lanes;
    private final TokenLogProbabilities policyHead;
    private final TokenLogProbabilities referenceHead;

    Evaluator(
            TorchEngine engine,
            TorchModel policy,
            TorchModel reference,
            Optional<TorchModel> value,
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

    /**
     * The evaluation.
     *
     * @param microbatches those of the first epoch, so that its first ratio is exactly 1
     * @param ofPolicy takes what is kept of the policy's passes
     * @param ofValue takes what is kept of the value model's
     */
    RolloutEvaluation of(
            List<Experience> rollouts,
            List<List<List<Integer>>> microbatches,
            KeptPasses ofPolicy,
            KeptPasses ofValue) {
        var evaluation = new RolloutEvaluation(unset(rollouts), unset(rollouts), unset(rollouts), unset(rollouts));
        List<Part> parts = microbatches.stream()
                .flatMap(List::stream)
                .map(part -> Part.of(part, rollouts))
                .toList();
        // the reference is nobody's to train, so it is read by who has nothing else to do
        var unread = new ConcurrentLinkedQueue<>(parts);
        Runnable first = () -> {
            for (int p = 0; p < parts.size(); p++) {
                readPolicy(p, parts.get(p), ofPolicy, evaluation);
            }
            readReference(unread, evaluation);
        };
        Runnable second = () -> {
            for (int p = 0; p < parts.size() && value.isPresent(); p++) {
                readValues(value.get(), p, parts.get(p), ofValue, evaluation);
            }
            readReference(unread, evaluation);
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

    private void readPolicy(int index, Part part, KeptPasses kept, RolloutEvaluation into) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            var seen = policyHead.evaluate(
                    hidden(policy, index, part, kept, manager), part.tokens().targets());
            part.put(seen.logProbabilities(), into.proximal());
            part.put(seen.entropies(), into.entropies());
        }
    }

    private void readReference(Queue<Part> unread, RolloutEvaluation into) {
        for (Part part = unread.poll(); part != null; part = unread.poll()) {
            readReference(part, into);
        }
    }

    private void readReference(Part part, RolloutEvaluation into) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray hidden = hidden(reference, manager, part.tokens());
            part.put(referenceHead.logProbabilities(hidden, part.tokens().targets()), into.reference());
        }
    }

    private void readValues(TorchModel model, int index, Part part, KeptPasses kept, RolloutEvaluation into) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray values = new ValueModel(model).values(hidden(model, index, part, kept, manager));
            part.put(values.toFloatArray(), into.values());
        }
    }

    /** [N, D], in {@code manager} unless the pass is kept. */
    private NDArray hidden(TorchModel model, int index, Part part, KeptPasses kept, NDManager manager) {
        return kept.keep(index, () -> RecordedPass.of(engine, model, part.tokens()))
                .map(pass -> pass.graph().hidden())
                .orElseGet(() -> hidden(model, manager, part.tokens()));
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
