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
    static final List<String> TOKENIZER_FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            ChatTemplate.TEMPLATE_FILE,
            ChatTemplate.OLDER_TEMPLATE_FILE);

    private CheckpointWriter() {}

    /**
     * Writes config.json, generation_config.json, model.safetensors and copies of the tokenizer's files, with a plain
     * chat template where the tokenizer has none. Tensors are filled and written one at a time. Left to the caller: fsync, and the folder's removal after a failure.
     *
     * @param dir an existing folder without weights
     * @param tensors exactly those of {@link ModelTensors#shapes}, else {@code TENSOR_MISMATCH}; finite, else
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
        config.tensors().shapes().forEach((name, shape) -> {
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
        for (String name : tensors.keySet()) {
            if (!ordered.containsKey(name)) {
                throw new CodedException(
                        ErrorCode.TENSOR_MISMATCH, "no tensor of " + config.className() + " is called " + name);
            }
        }
        return ordered;
    }

    /** Whether a file of that name belongs to a tokenizer. */
    public static boolean isOfTokenizer(Path file) {
        return TOKENIZER_FILES.contains(file.getFileName().toString());
    }

    /**
     * Copies a tokenizer's files into an empty folder and gives it a plain chat template where it has none, so that
     * whoever opens the folder writes conversations as it was trained on them.
     */
    public static void copyTokenizer(Path from, Path to) {
        try {
            for (String name : TOKENIZER_FILES) {
                if (Files.isRegularFile(from.resolve(name))) {
                    Files.copy(from.resolve(name), to.resolve(name));
                }
            }
            if (Files.exists(from.resolve("tokenizer.json")) && !ChatTemplate.isIn(from)) {
                Files.writeString(to.resolve(ChatTemplate.TEMPLATE_FILE), ChatTemplate.PLAIN);
            }
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.STORE_UNAVAILABLE, "The tokenizer cannot be copied to " + to + ": " + e.getMessage(), e);
        }
    }
}
