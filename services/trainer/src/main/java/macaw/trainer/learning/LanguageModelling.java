package macaw.trainer.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingPass;

/**
 * The next-token loss: L = −(1/N) Σ log p(token), over the N learnt tokens of the <em>whole</em> batch, however many microbatches it is worked off in.
 */
public final class LanguageModelling {
    private final TorchEngine engine;
    private final TorchModel model;
    private final TokenLogProbabilities head;
    private final int microbatchSize;

    public LanguageModelling(TorchEngine engine, TorchModel model, int microbatchSize) {
        this.engine = engine;
        this.model = model;
        this.head = new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
        this.microbatchSize = microbatchSize;
    }

    /**
     * Adds the gradients of weight · L and returns L.
     *
     * @throws CodedException LOSS_NOT_FINITE
     */
    public double backward(List<TokenSequence> batch, double weight) {
        int learnt = learnt(batch);
        double loss = 0;
        for (List<TokenSequence> part : Microbatches.of(batch, TokenSequence::length, microbatchSize)) {
            NextTokens tokens = NextTokens.of(part);
            try (NDManager manager = engine.newManager();
                    var recorded = Gradients.recorded()) {
                var pass = new TrainingPass(model, manager, tokens.inputs(), tokens.rows());
                loss += head.backward(
                        pass, tokens.targets(), (logp, from, to) -> Gradients.scaled(logp.sum(), -weight / learnt));
            }
        }
        if (!Double.isFinite(loss)) {
            throw new CodedException(ErrorCode.LOSS_NOT_FINITE, "the language-modelling loss is " + loss);
        }
        return loss / weight;
    }

    /** L without gradients. */
    public double loss(List<TokenSequence> batch) {
        double sum = 0;
        for (List<TokenSequence> part : Microbatches.of(batch, TokenSequence::length, microbatchSize)) {
            NextTokens tokens = NextTokens.of(part);
            try (NDManager manager = engine.newManager();
                    var unrecorded = Gradients.unrecorded()) {
                NDArray hidden = model.rows(model.hidden(manager, tokens.inputs()), tokens.rows());
                for (float logp : head.logProbabilities(hidden, tokens.targets())) {
                    sum -= logp;
                }
            }
        }
        return sum / learnt(batch);
    }

    private static int learnt(List<TokenSequence> batch) {
        return batch.stream().mapToInt(TokenSequence::learnt).sum();
    }
}
