package macaw.languagemodel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The JSON files of a checkpoint folder. */
public final class JsonFile {
    /** A tokenizer.json of 262,144 tokens has 33 MB. */
    private static final long MAX_BYTES = 64L << 20;
    /** Names, values, beginnings and ends; that tokenizer.json has 3 million. A tree has a node for each value. */
    private static final int MAX_TOKENS = 8_000_000;

    private static final int MAX_DEPTH = 64;
    private static final List<String> SPECIAL_TOKENS = List.of("bos_token", "eos_token", "pad_token", "unk_token");
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /** The file's object; {@code CHECKPOINT_INVALID} when it is missing or holds something else. */
    public static JsonNode object(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " is missing");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CodedException(
                        ErrorCode.CHECKPOINT_INVALID,
                        file + " has " + Files.size(file) + " bytes, too many to be true");
            }
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            if (node == null || !node.isObject()) {
                throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " does not hold a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * tokenizer_config.json, or nothing where there is none; special tokens that it does not name are those of
     * special_tokens_map.json, where older checkpoints have them.
     */
    static JsonNode tokenizerConfig(Path dir) {
        Path file = dir.resolve("tokenizer_config.json");
        ObjectNode config = Files.isRegularFile(file) ? (ObjectNode) object(file) : JSON.createObjectNode();
        Path map = dir.resolve("special_tokens_map.json");
        if (Files.isRegularFile(map)) {
            JsonNode older = object(map);
            for (String role : SPECIAL_TOKENS) {
                if (!config.has(role) && older.has(role)) {
                    config.set(role, older.get(role));
                }
            }
        }
        return config;
    }

    static void write(Path file, Object value) {
        try {
            Files.writeString(file, JSON.writeValueAsString(value) + "\n");
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
