package macaw.trainer.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.torch.Dropout;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingPass;

/**
 * The next-token loss: L = −(1/N) Σ log p(token), over the N learnt tokens of the <em>whole</em> batch, however many microbatches it is worked off in and
 * whichever sequences share a row of the model.
 */
public final class LanguageModelling {
    private final TorchEngine engine;
    private final TorchModel model;
    private final TokenLogProbabilities head;
    private final int microbatchSize;
    private final int rowTokens;

    /**
     * Residual dropout of the steps of a run.
     *
     * @param first number of a batch's first sequence in its step, where the step has other batches too
     */
    public record DropoutOfStep(double rate, long seed, long step, int first) {}

    /** Each sequence in a row of its own. */
    public LanguageModelling(TorchEngine engine, TorchModel model, int microbatchSize) {
        this(engine, model, microbatchSize, 0);
    }

    /**
     * The loss of a model.
     *
     * @param microbatchSize rows that go through the model at once
     * @param rowTokens how many tokens a row may have that holds several sequences; 0 gives each a row of its own
     */
    public LanguageModelling(TorchEngine engine, TorchModel model, int microbatchSize, int rowTokens) {
        this.engine = engine;
        this.model = model;
        this.head = new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
        this.microbatchSize = microbatchSize;
        this.rowTokens = rowTokens;
    }

    /**
     * Adds the gradients of weight · L and returns L.
     *
     * @throws CodedException LOSS_NOT_FINITE
     */
    public double backward(List<TokenSequence> batch, double weight) {
        return backward(batch, weight, Optional.empty());
    }

    /** The same under dropout; at rate 0 there is none. */
    public double backward(List<TokenSequence> batch, double weight, DropoutOfStep dropout) {
        return backward(batch, weight, Optional.of(dropout).filter(some -> some.rate() > 0));
    }

    private double backward(List<TokenSequence> batch, double weight, Optional<DropoutOfStep> dropout) {
        int learnt = learnt(batch);
        double loss = 0;
        for (List<List<Integer>> part : parts(batch)) {
            NextTokens tokens = tokens(batch, part);
            Optional<Dropout> dropped = dropout.map(some -> dropped(some, part, tokens));
            try (NDManager manager = engine.newManager();
                    var recorded = Gradients.recorded()) {
                var pass = new TrainingPass(model, manager, tokens.inputs(), tokens.rows(), dropped);
                loss += head.backward(
                        pass, tokens.targets(), (logp, from, to) -> Gradients.scaled(logp.sum(), -weight / learnt));
            }
        }
        if (!Double.isFinite(loss)) {
            throw new CodedException(ErrorCode.LOSS_NOT_FINITE, "the language-modelling loss is " + loss);
        }
        return loss / weight;
    }

    /** L of a model that knows nothing: ln V. */
    public double clueless() {
        return Math.log(model.config().vocabularySize());
    }

    /** L without gradients and without dropout. */
    public double loss(List<TokenSequence> batch) {
        double sum = 0;
        for (List<List<Integer>> part : parts(batch)) {
            NextTokens tokens = tokens(batch, part);
            try (NDManager manager = engine.newManager();
                    var unrecorded = Gradients.unrecorded()) {
                NDArray hidden = model.hidden(manager, tokens.inputs(), tokens.rows());
                for (float logp : head.logProbabilities(hidden, tokens.targets())) {
                    sum -= logp;
                }
            }
        }
        return sum / learnt(batch);
    }

    /** The microbatches of a batch: rows of the numbers of its sequences. */
    private List<List<List<Integer>>> parts(List<TokenSequence> batch) {
        List<Integer> lengths = batch.stream().map(TokenSequence::length).toList();
        return Microbatches.of(
                Packing.rows(lengths, rowTokens),
                row -> row.stream().mapToInt(lengths::get).sum(),
                microbatchSize);
    }

    private static NextTokens tokens(List<TokenSequence> batch, List<List<Integer>> part) {
        return NextTokens.packed(
                part.stream().map(row -> row.stream().map(batch::get).toList()).toList());
    }

    private static Dropout dropped(DropoutOfStep dropout, List<List<Integer>> part, NextTokens tokens) {
        var dropped = new TokenDropout(dropout.rate(), tokens.inputs().ids().length);
        List<Integer> numbers = part.stream().flatMap(List::stream).toList();
        for (int i = 0; i < numbers.size(); i++) {
            dropped.place(
                    dropout.seed(),
                    dropout.step(),
                    dropout.first() + numbers.get(i),
                    tokens.places().get(i));
        }
        return dropped;
    }

    private static int learnt(List<TokenSequence> batch) {
        return batch.stream().mapToInt(TokenSequence::learnt).sum();
    }
}
