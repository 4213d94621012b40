package macaw.languagemodel.gguf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.gguf.GgufArchitecture.Place;
import macaw.languagemodel.safetensors.TensorData;

/**
 * A GGUF file to a Hugging Face checkpoint folder: config.json, generation_config.json, model.safetensors, tokenizer.json,
 * tokenizer_config.json and its chat template. What was 16 or 32 bits wide is kept, what was quantised becomes 32-bit
 * floats.
 */
public final class GgufCheckpoint {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private GgufCheckpoint() {}

    /**
     * Writes the folder. Left to the caller: fsync, and the folder's removal after a failure. Errors: {@code GGUF_INVALID},
     * {@code CONFIG_UNSUPPORTED} (an architecture, an option or a kind of tokenizer that is not supported),
     * {@code TENSOR_MISMATCH} (a tensor is missing, extra, or has not the shape that the metadata says), {@code TOKENIZER_INVALID},
     * {@code WEIGHTS_NOT_FINITE}.
     *
     * @param gguf the file
     * @param folder an existing folder without a checkpoint
     * @param maxBytes the largest that its weights may become, else {@code CHECKPOINT_INVALID}
     */
    public static void write(Path gguf, Path folder, long maxBytes) {
        try (GgufFile file = GgufFile.open(gguf)) {
            GgufArchitecture family = GgufArchitecture.of(file.metadata());
            var config = new GgufConfig(file, family);
            var tokenizer = new GgufTokenizer(file.metadata(), family);
            Map<String, Object> options = new TreeMap<>(config.options());
            options.putAll(tokenizer.specialTokens());
            write(folder.resolve("config.json"), JSON.writeValueAsString(options));
            write(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer.json()));
            write(folder.resolve("tokenizer_config.json"), JSON.writeValueAsString(tokenizer.config()));
            tokenizer.chatTemplate().ifPresent(template -> write(folder.resolve("chat_template.jinja"), template));
            SequencedMap<String, TensorData> tensors = tensors(file, family, config);
            long bytes = tensors.values().stream().mapToLong(TensorData::bytes).sum();
            if (bytes > maxBytes) {
                throw new CodedException(
                        ErrorCode.CHECKPOINT_INVALID,
                        gguf + " has " + bytes + " bytes of weights when it is dequantised; at most " + maxBytes
                                + " are taken");
            }
            CheckpointWriter.write(folder, ModelConfig.read(folder), tensors, null);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static SequencedMap<String, TensorData> tensors(GgufFile file, GgufArchitecture family, GgufConfig config) {
        int heads = config.heads();
        int keyValueHeads = config.keyValueHeads();
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        for (GgufTensor tensor : file.tensors()) {
            if (isFoldedIntoConfig(tensor, family, config)) {
                continue;
            }
            Place place = family.place(tensor.name())
                    .orElseThrow(() -> mismatch(
                            file, "no tensor of " + family.architecture().modelType() + " is called " + tensor.name()));
            long[] shape = tensor.shape();
            if (shape.length > 2) {
                throw mismatch(file, tensor.name() + " has the shape " + Arrays.toString(shape));
            }
            Arrangement arrangement = Arrangement.of(family, place.role(), tensor, heads, keyValueHeads);
            if (tensors.put(place.name(), arrangement.data(file, tensor)) != null) {
                throw mismatch(file, tensor.name() + " is there twice");
            }
        }
        return tensors;
    }

    private static boolean isFoldedIntoConfig(GgufTensor tensor, GgufArchitecture family, GgufConfig config) {
        return tensor.name().equals(GgufConfig.ROTARY_FACTORS) && family == GgufArchitecture.LLAMA
                || tensor.name().equals("output.weight") && config.tied();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static CodedException unwritable(Path file, IOException e) {
        return new CodedException(ErrorCode.STORE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }

    private static CodedException mismatch(GgufFile file, String reason) {
        return new CodedException(ErrorCode.TENSOR_MISMATCH, file.file() + ": " + reason);
    }
}
