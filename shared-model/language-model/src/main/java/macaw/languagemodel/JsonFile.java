package macaw.languagemodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The JSON files of a checkpoint folder. */
final class JsonFile {
    /** No such file of a real model comes near; a tokenizer.json of 250,000 tokens has 33 MB. */
    private static final long MAX_BYTES = 256L << 20;

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonFile() {}

    /** The file's object; {@code CHECKPOINT_INVALID} when it is missing or holds something else. */
    static JsonNode object(Path file) {
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
            if (!node.isObject()) {
                throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " does not hold a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static void write(Path file, Object value) {
        try {
            Files.writeString(file, JSON.writeValueAsString(value) + "\n");
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
