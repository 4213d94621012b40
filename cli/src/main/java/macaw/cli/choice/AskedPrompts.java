package macaw.cli.choice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.ChatMessage;
import macaw.v1.ChatMessages;

/** What is asked, out of canonical rows of any kind; what was answered there is not read. */
final class AskedPrompts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AskedPrompts() {}

    /**
     * The prompts of a file, each once, in its order.
     *
     * @param split of these rows only; empty takes all
     * @throws CodedException DATASET_UNKNOWN, ROW_INVALID with file and line, DATASET_EMPTY
     */
    static List<ChatMessages> read(Path file, String split) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CodedException(ErrorCode.DATASET_UNKNOWN, "there is no file " + file);
        }
        List<ChatMessages> prompts = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String place = file + ":" + (i + 1);
            JsonNode row = row(lines.get(i), place);
            if (split.isEmpty() || row.path("split").asText().equals(split)) {
                prompts.add(prompt(row, place));
            }
        }
        if (prompts.isEmpty()) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY,
                    file + " has no prompt" + (split.isEmpty() ? "" : " of the split " + split));
        }
        return prompts.stream().distinct().toList();
    }

    private static JsonNode row(String line, String place) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CodedException(ErrorCode.ROW_INVALID, place + ": no JSON object", e);
        }
    }

    private static ChatMessages prompt(JsonNode row, String place) {
        ChatMessages.Builder prompt = ChatMessages.newBuilder();
        if (row.path("prompt").isTextual()) {
            prompt.addMessages(message("user", row.get("prompt").textValue()));
        } else {
            for (JsonNode message : row.path("messages")) {
                prompt.addMessages(message(
                        message.path("role").asText(), message.path("content").asText()));
            }
        }
        if (prompt.getMessagesCount() == 0) {
            throw new CodedException(ErrorCode.ROW_INVALID, place + ": neither a prompt nor messages");
        }
        return prompt.build();
    }

    private static ChatMessage message(String role, String content) {
        return ChatMessage.newBuilder().setRole(role).setContent(content).build();
    }
}
