package macaw.trainer.learning;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.TensorData;
import macaw.torch.AdamW;
import macaw.torch.Aten;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.settings.OptimizerSettings;

/** A model, its optimizer and its learning rate. */
public final class TrainedModel implements AutoCloseable {
    private final TorchModel model;
    private final AdamW optimizer;
    private final LearningRate learningRate;
    private final double maxGradientNorm;

    /** Takes the model over: it is closed with this object, or at once where there is no room for the optimizer's moments. */
    public TrainedModel(TorchEngine engine, Aten aten, TorchModel model, OptimizerSettings settings, long totalSteps) {
        this.model = model;
        this.learningRate = new LearningRate(settings, totalSteps);
        this.maxGradientNorm = settings.maxGradientNorm();
        try {
            this.optimizer = new AdamW(engine, aten, model.parameters(), settings.adamW());
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    public TorchModel model() {
        return model;
    }

    /** The rate of the next step. */
    public double learningRate() {
        return learningRate.at(optimizer.steps());
    }

    /** Clips, updates and forgets the gradients; returns their norm before clipping. */
    public double step() {
        return optimizer.step(learningRate(), maxGradientNorm);
    }

    /** Weights and optimizer state, under names that begin with {@code prefix}. */
    public SequencedMap<String, TensorData> tensorData(String prefix) {
        SequencedMap<String, TensorData> data = new LinkedHashMap<>();
        data.putAll(model.parameters().tensorData(prefix + "weights."));
        data.putAll(optimizer.tensorData(prefix + "optimizer."));
        return data;
    }

    public void load(SafetensorsFile file, String prefix) {
        model.load(file, prefix + "weights.");
        model.parameters().forgetGradients();
        optimizer.load(file, prefix + "optimizer.");
    }

    @Override
    public void close() {
        optimizer.close();
        model.close();
    }
}
