package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Log-probabilities of given tokens, chunk by chunk, so that memory does not grow with rows times vocabulary: the hidden states are cut from
 * their graph, each chunk's logits live and die with its own backward pass, and the gradient that has gathered at the cut is sent
 * back through the model at the end.
 *
 * <p>Letters: N rows, D width, V vocabulary, n rows of a chunk.
 */
public final class TokenLogProbabilities {
    /** 64 MiB of logits a chunk. */
    public static final long DEFAULT_MAX_LOGITS = 1 << 24;

    private final TorchModel model;
    private final int chunkRows;
    private final double temperature;

    /** The loss of one chunk as a function of its log-probabilities. */
    public interface ChunkLoss {
        /**
         * @param logProbabilities [n] of rows {@code from} to {@code to} − 1
         * @return a scalar; the losses of all chunks are added
         */
        NDArray of(NDArray logProbabilities, int from, int to);
    }

    /** The loss of one chunk as a function of its whole distributions. */
    public interface DistributionLoss {
        /**
         * @param logProbabilities [n] of rows {@code from} to {@code to} − 1
         * @param entropies [n] of their distributions, in nats, with gradients; computed when they are asked for
         * @return a scalar; the losses of all chunks are added
         */
        NDArray of(NDArray logProbabilities, Supplier<NDArray> entropies, int from, int to);
    }

    /**
     * What a policy says of given tokens.
     *
     * @param logProbabilities [N]
     * @param entropies [N], in nats
     */
    @SuppressWarnings("ArrayRecordComponent") // made and read within a step
    public record Evaluation(float[] logProbabilities, float[] entropies) {}

    /**
     * @param temperature divides the logits of every log-probability; 1 outside of sampling
     * @param maxLogits numbers that the logits of one chunk may have, n·V; at least one row is taken
     */
    public TokenLogProbabilities(TorchModel model, double temperature, long maxLogits) {
        this.model = model;
        this.temperature = temperature;
        this.chunkRows = (int) Math.clamp(maxLogits / model.config().vocabularySize(), 1, Integer.MAX_VALUE);
    }

    /** Log-probability and entropy of hidden states [N, D] and targets [N], without gradients. */
    public Evaluation evaluate(NDArray hidden, long[] targets) {
        float[] entropies = new float[targets.length];
        return new Evaluation(logProbabilities(hidden, targets, Optional.of(entropies)), entropies);
    }

    /** Log-probability [N] of hidden states [N, D] and targets [N], without gradients. */
    public float[] logProbabilities(NDArray hidden, long[] targets) {
        return logProbabilities(hidden, targets, Optional.empty());
    }

    private float[] logProbabilities(NDArray hidden, long[] targets, Optional<float[]> entropies) {
        float[] logProbabilities = new float[targets.length];
        try (var unrecorded = Gradients.unrecorded()) {
            for (int from = 0; from < targets.length; from += chunkRows) {
                int start = from;
                int to = Math.min(targets.length, from + chunkRows);
                try (NDManager scope = hidden.getManager().newSubManager()) {
                    NDArray logits = logits(scope, hidden, from, to); // [n, V]
                    copy(
                            model.aten().logProbabilities(logits, targets(scope, targets, from, to)),
                            logProbabilities,
                            from);
                    entropies.ifPresent(into -> copy(model.aten().entropy(logits), into, start));
                }
            }
        }
        return logProbabilities;
    }

    /**
     * Adds the gradients of Σ loss to the model's parameters, those below the hidden states included.
     *
     * @param pass whose hidden states [N, D] nobody else reads
     * @return Σ loss
     */
    public double backward(TrainingPass pass, long[] targets, ChunkLoss loss) {
        return backward(pass, targets, (logProbabilities, entropies, from, to) -> loss.of(logProbabilities, from, to));
    }

    /** The same of a loss that looks at entropies too. */
    public double backward(TrainingPass pass, long[] targets, DistributionLoss loss) {
        double sum = 0;
        for (int from = 0; from < targets.length; from += chunkRows) {
            int to = Math.min(targets.length, from + chunkRows);
            try (NDManager scope = pass.manager().newSubManager()) {
                NDArray logits = logits(scope, pass.hidden(), from, to); // [n, V]
                NDArray logProbabilities = model.aten().logProbabilities(logits, targets(scope, targets, from, to));
                NDArray chunkLoss = loss.of(logProbabilities, () -> model.aten().entropy(logits), from, to);
                Gradients.backward(chunkLoss);
                sum += chunkLoss.getFloat();
            }
        }
        pass.backward();
        return sum;
    }

    /** [n, V] in {@code scope}. */
    private NDArray logits(NDManager scope, NDArray hidden, int from, int to) {
        NDManager owner = hidden.getManager();
        boolean all = from == 0 && to == hidden.getShape().get(0);
        // a slice of everything would cost the backward pass a copy of everything
        NDArray rows = all ? hidden : hidden.get("{}:{}", from, to);
        rows.attach(scope);
        NDArray logits = model.logits(rows);
        if (all) {
            hidden.attach(owner);
        }
        return temperature == 1 ? logits : Gradients.scaled(logits, 1 / temperature);
    }

    private static NDArray targets(NDManager scope, long[] targets, int from, int to) {
        return scope.create(Arrays.copyOfRange(targets, from, to));
    }

    private static void copy(NDArray values, float[] into, int from) {
        float[] copied = values.toFloatArray();
        System.arraycopy(copied, 0, into, from, copied.length);
    }
}
