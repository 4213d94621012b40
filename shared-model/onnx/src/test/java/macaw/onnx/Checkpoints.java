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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.ModelTensors;
import macaw.languagemodel.Role;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.TensorData;

/** The committed fixtures, those of ../shared where it stands beside the project, and checkpoints of random weights. */
final class Checkpoints {
    private Checkpoints() {}

    static Path fixture(String name) {
        return root().resolve("shared-model").resolve("fixtures").resolve(name);
    }

    /** The names of all committed checkpoints with that head. */
    static List<String> fixtures(ModelHead head) {
        try (Stream<Path> folders = Files.list(fixture(""))) {
            return folders.filter(folder -> Files.exists(folder.resolve("golden.json")))
                    .filter(folder -> ModelConfig.read(folder).head() == head)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        ModelTensors all = config.tensors();
        all.shapes().forEach((name, shape) -> {
            boolean embedding = all.role(name) == Role.EMBEDDING || all.role(name) == Role.POSITION_EMBEDDING;
            float scale = shape.length == 1 ? 0.1f : embedding ? 1 : 0.3f;
            float mean = shape.length == 1 && name.endsWith(".weight") ? 1 : 0;
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
