package macaw.cycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.languagemodel.safetensors.TensorData;

/** Checkpoints of random weights that share a small tokenizer: whole models, only too small to be any good. */
final class TinyCheckpoints {
    static final int CONTEXT = 96;
    private static final String TEXT = "Write a shopping list. Milk, bread, butter and a dozen eggs. ";

    private TinyCheckpoints() {}

    static Path policy(Path directory, long seed) throws IOException {
        return policy(directory, seed, CONTEXT);
    }

    static Path policy(Path directory, long seed, int context) throws IOException {
        return write(directory, ModelHead.CAUSAL_LM, seed, context);
    }

    static Path reward(Path directory, long seed) throws IOException {
        return reward(directory, seed, CONTEXT);
    }

    static Path reward(Path directory, long seed, int context) throws IOException {
        return write(directory, ModelHead.SEQUENCE_CLASSIFICATION, seed, context);
    }

    private static Path write(Path directory, ModelHead head, long seed, int context) throws IOException {
        Files.createDirectories(directory);
        BytePairEncoding encoding =
                BpeTrainer.train(Stream.of(TEXT.repeat(3)), 300, BytePairEncoding.CONVERSATION_TOKENS);
        encoding.write(directory);
        ModelConfig config = ModelConfig.llama(encoding.tokens().size(), 32, 64, 2, 2, 1, context, true, 1, 2, 0)
                .withHead(head);
        Random random = new Random(seed);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        config.tensors().shapes().forEach((name, shape) -> {
            float[] values = new float[(int) (shape.length == 1 ? shape[0] : shape[0] * shape[1])];
            for (int i = 0; i < values.length; i++) {
                values[i] = shape.length == 1 ? 1 : (float) random.nextGaussian() * 0.3f;
            }
            tensors.put(name, TensorData.ofFloats(shape, values));
        });
        CheckpointWriter.write(directory, config, tensors, null);
        return directory;
    }
}
