package macaw.trainer.pretrain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.safetensors.TensorData;
import macaw.records.DeterministicRandom;

/**
 * The start of a model: normal with deviation 0.02, the matrices that write to the residual stream divided by √(2·layers), norms 1 (Radford et al.
 * 2019, section 2.3; nanoGPT).
 */
public final class RandomWeights {
    private static final String PURPOSE = "initial weights";
    private static final double DEVIATION = 0.02;

    private RandomWeights() {}

    /** Writes a checkpoint folder, with the tokenizer files of {@code tokenizerSource}. */
    public static void write(Path directory, ModelConfig config, long seed, Path tokenizerSource) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        config.tensors().shapes().forEach((name, shape) -> {
            float[] values = values(config, seed, tensors.size(), name, shape);
            tensors.put(name, TensorData.ofFloats(shape, values));
        });
        CheckpointWriter.write(directory, config, tensors, tokenizerSource);
    }

    private static float[] values(ModelConfig config, long seed, int index, String name, long[] shape) {
        int count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, Math.toIntExact(size));
        }
        float[] values = new float[count];
        if (shape.length == 1) {
            Arrays.fill(values, 1);
            return values;
        }
        boolean writesResidual = name.contains("o_proj") || name.contains("down_proj");
        double deviation = writesResidual ? DEVIATION / Math.sqrt(2.0 * config.layers()) : DEVIATION;
        DeterministicRandom random = DeterministicRandom.of(seed, PURPOSE, 0, index);
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }
}
