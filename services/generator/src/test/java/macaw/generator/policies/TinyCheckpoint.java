package macaw.generator.policies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.languagemodel.safetensors.TensorData;

/** A policy of random weights with a small tokenizer: complete, and loaded in no time. */
public final class TinyCheckpoint {
    /** Positions that it has. */
    public static final int CONTEXT = 96;

    private static final String TEXT = "Write a shopping list. Milk, bread, butter and a dozen eggs. ";

    private TinyCheckpoint() {}

    /** Writes the checkpoint of that seed into a new folder under target. */
    public static Path write(long seed) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target"), "checkpoint");
        BytePairEncoding encoding =
                BpeTrainer.train(Stream.of(TEXT.repeat(3)), 300, BytePairEncoding.CONVERSATION_TOKENS);
        encoding.write(directory);
        var config = ModelConfig.llama(encoding.tokens().size(), 32, 64, 2, 2, 1, CONTEXT, true, 1, 2, 0);
        var random = new Random(seed);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        config.tensors().shapes().forEach((name, shape) -> {
            float[] values = new float[(int) (shape.length == 1 ? shape[0] : shape[0] * shape[1])];
            for (int i = 0; i < values.length; i++) {
                values[i] = shape.length == 1 ? 1 : (float) random.nextGaussian() * 0.4f;
            }
            tensors.put(name, TensorData.ofFloats(shape, values));
        });
        CheckpointWriter.write(directory, config, tensors, null);
        return directory;
    }
}
