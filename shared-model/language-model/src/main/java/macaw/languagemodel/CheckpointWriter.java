package macaw.languagemodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.SafetensorsWriter;
import macaw.languagemodel.safetensors.TensorData;
import org.jspecify.annotations.Nullable;

/** Writes a checkpoint folder that transformers, vLLM and {@link Checkpoint} open. */
public final class CheckpointWriter {
    /** What belongs to a tokenizer and travels with every version of a model. */
    static final List<String> TOKENIZER_FILES =
            List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja");

    private CheckpointWriter() {}

    /**
     * Writes config.json, generation_config.json, model.safetensors and copies of the tokenizer's files. Tensors are
     * filled and written one at a time. Left to the caller: fsync, and the folder's removal after a failure.
     *
     * @param dir an existing folder without weights
     * @param tensors exactly those of {@link LlamaTensors#shapes}, else {@code TENSOR_MISMATCH}; finite, else
     *     {@code WEIGHTS_NOT_FINITE}
     * @param tokenizerSource the folder whose tokenizer files are copied, or null for a model without
     */
    public static void write(
            Path dir, ModelConfig config, Map<String, TensorData> tensors, @Nullable Path tokenizerSource) {
        SafetensorsWriter.writeFinite(dir.resolve("model.safetensors"), inOrder(config, tensors));
        config.write(dir);
        if (tokenizerSource != null) {
            copyTokenizer(tokenizerSource, dir);
        }
    }

    private static SequencedMap<String, TensorData> inOrder(ModelConfig config, Map<String, TensorData> tensors) {
        SequencedMap<String, TensorData> ordered = new LinkedHashMap<>();
        LlamaTensors.shapes(config).forEach((name, shape) -> {
            TensorData data = tensors.get(name);
            if (data == null) {
                throw new CodedException(ErrorCode.TENSOR_MISMATCH, name + " is missing");
            }
            if (!Arrays.equals(data.shape(), shape)) {
                throw new CodedException(
                        ErrorCode.TENSOR_MISMATCH,
                        name + " has the shape " + Arrays.toString(data.shape()) + ", the configuration says "
                                + Arrays.toString(shape));
            }
            ordered.put(name, data);
        });
        if (tensors.size() > ordered.size()) {
            throw new CodedException(
                    ErrorCode.TENSOR_MISMATCH,
                    tensors.size() + " tensors given, the configuration has " + ordered.size());
        }
        return ordered;
    }

    private static void copyTokenizer(Path from, Path to) {
        for (String name : TOKENIZER_FILES) {
            try {
                if (Files.isRegularFile(from.resolve(name))) {
                    Files.copy(from.resolve(name), to.resolve(name));
                }
            } catch (IOException e) {
                throw new CodedException(
                        ErrorCode.STORE_UNAVAILABLE, to.resolve(name) + " cannot be written: " + e.getMessage(), e);
            }
        }
    }
}
