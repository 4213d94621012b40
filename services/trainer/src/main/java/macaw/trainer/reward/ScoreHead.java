package macaw.trainer.reward;

import java.nio.file.Path;
import java.util.SequencedMap;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.LlamaTensors;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.records.DeterministicRandom;
import macaw.torch.Aten;
import macaw.torch.Parameters;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;

/**
 * A policy's transformer under a score head. The head's weights are normal with deviation 1/√(D + 1) (Stiennon et al. 2020); a checkpoint that is a reward
 * model already keeps its own.
 */
public final class ScoreHead {
    private static final String PURPOSE = "score head";

    private ScoreHead() {}

    /** A trainable model whose score head, where the checkpoint has none, is drawn by {@code seed}. */
    public static TorchModel open(TorchEngine engine, Aten aten, Path directory, long seed) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            ModelConfig config = checkpoint.config().withHead(ModelHead.SEQUENCE_CLASSIFICATION);
            SequencedMap<String, long[]> shapes = LlamaTensors.shapes(config);
            Parameters parameters = Parameters.of(
                    engine,
                    shapes,
                    name -> checkpoint.names().contains(name)
                            ? checkpoint.floats(name)
                            : fresh(config.hiddenSize(), seed),
                    true);
            return new TorchModel(engine, aten, config, parameters);
        }
    }

    private static float[] fresh(int width, long seed) {
        DeterministicRandom random = DeterministicRandom.of(seed, PURPOSE, 0, 0);
        float[] weights = new float[width];
        for (int i = 0; i < width; i++) {
            weights[i] = (float) (random.nextGaussian() / Math.sqrt(width + 1.0));
        }
        return weights;
    }
}
