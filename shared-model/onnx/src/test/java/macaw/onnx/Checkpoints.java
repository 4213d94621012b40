package macaw.onnx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.LlamaTensors;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.TensorData;

/** The committed fixtures, those of ../shared where it stands beside the project, and checkpoints of random weights. */
final class Checkpoints {
    private Checkpoints() {}

    static Path fixture(String name) {
        return root().resolve("shared-model").resolve("fixtures").resolve(name);
    }

    static Path shared(String path) {
        Path file = root().resolve("..").resolve("shared").resolve("data").resolve(path);
        assumeTrue(Files.exists(file), "../shared/data/" + path + " is not beside the project");
        return file;
    }

    static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    /** Writes random weights of {@code config} into {@code dir}. */
    static Path random(Path dir, ModelConfig config, long seed) {
        var random = new Random(seed);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        LlamaTensors.shapes(config).forEach((name, shape) -> {
            float scale = shape.length == 1 ? 0.1f : name.equals(LlamaTensors.EMBEDDING) ? 1 : 0.3f;
            float mean = shape.length == 1 ? 1 : 0;
            tensors.put(name, new TensorData(config.dtype(), shape, segment -> {
                long elements = segment.byteSize() / config.dtype().bytes();
                for (long i = 0; i < elements; i++) {
                    float value = mean + scale * (float) random.nextGaussian();
                    if (config.dtype() == Dtype.F32) {
                        segment.set(JAVA_FLOAT_UNALIGNED, i * Float.BYTES, value);
                    } else if (config.dtype() == Dtype.BF16) {
                        segment.set(
                                JAVA_SHORT_UNALIGNED, i * Short.BYTES, (short) (Float.floatToRawIntBits(value) >>> 16));
                    } else {
                        segment.set(JAVA_SHORT_UNALIGNED, i * Short.BYTES, Float.floatToFloat16(value));
                    }
                }
            }));
        });
        CheckpointWriter.write(dir, config, tensors, null);
        return dir;
    }

    private static Path root() {
        return Path.of(System.getProperty("macaw.root"));
    }
}
