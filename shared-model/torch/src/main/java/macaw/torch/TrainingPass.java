package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A forward pass that can be gone back. What stands above the hidden states (a head and its loss, worked off at once or in chunks) adds its gradients to
 * {@link #hidden}, where the graph is cut; {@link #backward} then sends them down to the parameters.
 *
 * <p>With gradient checkpointing (Chen et al. 2016) the forward pass records nothing and keeps the input of each block alone; the way back computes one
 * block after the other again, from the last to the first, so that the graph of one block is all there ever is. The numbers are the same to the bit.
 *
 * <p>Letters: B sequences, T positions, D width, N rows.
 */
public final class TrainingPass {
    private final TorchModel model;
    private final NDManager manager;
    private final Optional<Dropout> dropout;
    private final NDArray hidden;
    private final Runnable below;

    /**
     * Runs the model.
     *
     * @param manager what the arrays of the pass belong to
     * @param rows of the hidden states [B·T, D] that are read
     */
    public TrainingPass(TorchModel model, NDManager manager, TokenBatch batch, long[] rows) {
        this(model, manager, batch, rows, Optional.empty());
    }

    /** The same with dropout. */
    public TrainingPass(TorchModel model, NDManager manager, TokenBatch batch, long[] rows, Optional<Dropout> dropout) {
        this.model = model;
        this.manager = manager;
        this.dropout = dropout;
        if (model.gradientCheckpointing()) {
            List<NDArray> inputs = inputs(batch);
            NDArray last = inputs.getLast();
            BatchPositions positions = model.positions(manager, batch, dropout);
            this.hidden = leaf(unrecorded(() -> model.finished(manager, last, positions, rows)));
            this.below = () -> recompute(batch, rows, inputs);
        } else {
            NDArray read = model.hidden(manager, batch, rows, dropout);
            this.hidden = leaf(read);
            this.below = () -> Gradients.backward(read, gradient());
        }
    }

    /** The hidden states [N, D] after the final norm, as the start of a graph. */
    public NDArray hidden() {
        return hidden;
    }

    NDManager manager() {
        return manager;
    }

    /** Adds the gradients of the model's parameters, once all that reads {@link #hidden} has gone its way back. */
    public void backward() {
        below.run();
    }

    /** The inputs of all blocks, each [B·T, D]. */
    private List<NDArray> inputs(TokenBatch batch) {
        List<NDArray> inputs = new ArrayList<>();
        try (var unrecorded = Gradients.unrecorded()) {
            BatchPositions positions = model.positions(manager, batch, dropout);
            inputs.add(model.embedded(manager, batch));
            for (int layer = 0; layer < model.config().layers() - 1; layer++) {
                inputs.add(model.block(layer, manager, inputs.getLast(), positions));
            }
        }
        return inputs;
    }

    private void recompute(TokenBatch batch, long[] rows, List<NDArray> inputs) {
        BatchPositions positions = model.positions(manager, batch, dropout);
        NDArray gradient =
                through(inputs.removeLast(), x -> model.finished(x.getManager(), x, positions, rows), gradient());
        for (int layer = model.config().layers() - 2; layer >= 0; layer--) {
            int block = layer;
            gradient = through(inputs.removeLast(), x -> model.block(block, x.getManager(), x, positions), gradient);
        }
        if (model.trainsEmbedding()) {
            Gradients.backward(model.embedded(manager, batch), gradient);
        }
        gradient.close();
    }

    /** Computes a part again, adds its parameters' gradients and returns that of its input, which is closed. */
    private NDArray through(NDArray input, Function<NDArray, NDArray> part, NDArray gradient) {
        try (NDManager scope = manager.newSubManager();
                input;
                gradient) {
            NDArray x = Gradients.leaf(input);
            x.attach(scope);
            Gradients.backward(part.apply(x), gradient);
            NDArray ofInput = x.getGradient();
            ofInput.attach(manager);
            return ofInput;
        }
    }

    private NDArray gradient() {
        NDArray gradient = hidden.getGradient();
        gradient.attach(manager);
        return gradient;
    }

    private NDArray leaf(NDArray values) {
        NDArray leaf = Gradients.leaf(values);
        leaf.attach(manager);
        return leaf;
    }

    private static NDArray unrecorded(Supplier<NDArray> computation) {
        try (var unrecorded = Gradients.unrecorded()) {
            return computation.get();
        }
    }
}
