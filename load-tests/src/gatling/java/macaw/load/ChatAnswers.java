package macaw.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What an answer of {@code /v1/chat/completions} must look like. Each refusal says what is wrong with it. */
final class ChatAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VERSION = Pattern.compile("[^/@]+/[^/@]+@[0-9]+");
    private static final List<String> ENDS = List.of("stop", "length");
    private static final String EVENT = "data: ";
    private static final String LAST = "[DONE]";

    private ChatAnswers() {}

    /**
     * A whole answer: one choice with a text and an end, tokens that add up, and the version that wrote it.
     *
     * @return the tokens that were written
     */
    static int whole(String body) {
        JsonNode answer = json(body);
        require(answer.path("object").asText().equals("chat.completion"), "object is not chat.completion", body);
        version(answer);
        require(answer.path("choices").size() == 1, "not one choice", body);
        JsonNode choice = answer.path("choices").path(0);
        require(choice.at("/message/role").asText().equals("assistant"), "the role is not assistant", body);
        require(choice.at("/message/content").isTextual(), "no content", body);
        require(ENDS.contains(choice.path("finish_reason").asText()), "no end", body);
        return tokens(answer.path("usage"), body);
    }

    /**
     * A stream: events of one answer by one version, one end, the usage that was asked for, and OpenAI's last word.
     *
     * @return the tokens that were written
     */
    static int streamed(String body) {
        List<JsonNode> pieces = new ArrayList<>();
        boolean over = false;
        for (String line : body.lines().filter(line -> !line.isEmpty()).toList()) {
            require(line.startsWith(EVENT), "a line is no event", line);
            require(!over, "an event behind the last one", line);
            String data = line.substring(EVENT.length());
            over = data.equals(LAST);
            if (!over) {
                pieces.add(json(data));
            }
        }
        require(over, "the stream ends before its last event", body);
        require(pieces.size() >= 2, "fewer than two events", body);
        pieces.forEach(piece -> require(!piece.has("error"), "an error in the stream", piece.toString()));
        require(pieces.stream().map(ChatAnswers::version).distinct().count() == 1, "written by two versions", body);
        require(
                pieces.stream()
                                .map(piece -> piece.path("id").asText())
                                .distinct()
                                .count()
                        == 1,
                "pieces of two answers",
                body);
        require(
                pieces.stream()
                                .filter(piece -> ENDS.contains(
                                        piece.at("/choices/0/finish_reason").asText()))
                                .count()
                        == 1,
                "not one end",
                body);
        return tokens(pieces.getLast().path("usage"), body);
    }

    private static String version(JsonNode answer) {
        String version = answer.path("policy_version").asText();
        require(VERSION.matcher(version).matches(), "policy_version names no version", answer.toString());
        return version;
    }

    private static int tokens(JsonNode usage, String body) {
        int written = usage.path("completion_tokens").asInt();
        require(written >= 1, "no token was written", body);
        require(
                usage.path("total_tokens").asInt()
                        == written + usage.path("prompt_tokens").asInt(),
                "tokens do not add up",
                body);
        return written;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + text, e);
        }
    }

    private static void require(boolean holds, String what, String where) {
        if (!holds) {
            throw new IllegalStateException(what + ": " + where);
        }
    }
}
