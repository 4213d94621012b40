package macaw.trainer.learning;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.TensorData;
import macaw.torch.Aten;
import macaw.torch.Parameters;
import macaw.torch.TorchEngine;

/** The weights of the lowest held-out loss so far, beside those that are being trained. */
final class BestWeights implements AutoCloseable {
    private static final String PREFIX = "best.";
    private final Aten aten;
    private final Parameters trained;
    private final Parameters best;
    private double loss = Double.POSITIVE_INFINITY;

    BestWeights(TorchEngine engine, Aten aten, Parameters trained) {
        this.aten = aten;
        this.trained = trained;
        this.best = trained.frozenCopy(engine);
    }

    /** Keeps the present weights if their loss is lower than any before. */
    void offer(double heldOutLoss) {
        if (heldOutLoss < loss) {
            loss = heldOutLoss;
            best.copyFrom(aten, trained);
        }
    }

    double loss() {
        return loss;
    }

    /** The best weights, or the present ones where none was ever offered. */
    Parameters weights() {
        return loss == Double.POSITIVE_INFINITY ? trained : best;
    }

    SequencedMap<String, TensorData> tensorData() {
        return loss == Double.POSITIVE_INFINITY ? new LinkedHashMap<>() : best.tensorData(PREFIX);
    }

    /** @param savedLoss what {@link #loss} was when the file was written */
    void load(SafetensorsFile file, double savedLoss) {
        loss = savedLoss;
        if (savedLoss != Double.POSITIVE_INFINITY) {
            best.load(aten, file, PREFIX);
        }
    }

    @Override
    public void close() {
        best.close();
    }
}
