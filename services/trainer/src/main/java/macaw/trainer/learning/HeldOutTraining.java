package macaw.trainer.learning;

import java.nio.file.Path;
import java.util.SequencedMap;
import macaw.languagemodel.safetensors.TensorData;
import macaw.torch.Aten;
import macaw.torch.Parameters;
import macaw.torch.TorchEngine;
import macaw.trainer.settings.ResumeElsewhere;

/** A model that is trained step by step and measured on held-out rows now and then; the state that is saved is all of it. */
public final class HeldOutTraining implements AutoCloseable {
    private final TorchEngine engine;
    private final TrainedModel trained;
    private final BestWeights best;
    private long next;

    private record Counters(long next, double bestLoss) {}

    /** Takes the model over: it is closed with this object, or at once where there is no room for the best weights. */
    public HeldOutTraining(TorchEngine engine, Aten aten, TrainedModel trained) {
        this.engine = engine;
        this.trained = trained;
        try {
            this.best = new BestWeights(engine, aten, trained.model().parameters());
        } catch (RuntimeException e) {
            trained.close();
            throw e;
        }
    }

    public TrainedModel trained() {
        return trained;
    }

    /** Refuses a step out of turn. */
    public void requireNext(long index) {
        if (index != next) {
            throw new IllegalStateException("step " + index + " asked for, step " + next + " is next");
        }
    }

    /** Updates the weights as {@link TrainedModel#step} does, and is at the next step. */
    public double step() {
        double gradientNorm = trained.step();
        next++;
        return gradientNorm;
    }

    /** Keeps the present weights if their loss on the held-out rows is lower than any before. */
    public void measured(double heldOutLoss) {
        best.offer(heldOutLoss);
    }

    /** The lowest loss so far; infinite where none was measured. */
    public double bestLoss() {
        return best.loss();
    }

    /** The present weights, or those of the lowest held-out loss where {@code keepBest} and one was measured. */
    public Parameters weights(boolean keepBest) {
        return keepBest ? best.weights() : trained.model().parameters();
    }

    /** {@link Learner#save} */
    public void save(Path directory) {
        SequencedMap<String, TensorData> state = trained.tensorData("");
        state.putAll(best.tensorData());
        StateFiles.write(directory, engine, state, new Counters(next, best.loss()));
    }

    /** {@link Learner#load} */
    public void load(Path directory, ResumeElsewhere elsewhere) {
        StateFiles.read(directory, engine, elsewhere, Counters.class, (tensors, counters) -> {
            trained.load(tensors, "");
            best.load(tensors, counters.bestLoss());
            next = counters.next();
        });
    }

    @Override
    public void close() {
        best.close();
        trained.close();
    }
}
