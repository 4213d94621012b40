package macaw.trainer.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads canonical rows: a file of UTF-8 lines, one JSON object each.
 *
 * <ul>
 *   <li>text: {@code {"text"}}
 *   <li>prompt: {@code {"prompt"}}
 *   <li>demonstration: {@code {"prompt","response","split"?}}
 *   <li>comparison: {@code {"prompt","outputs":["…"],"ranking":[[0],[2,1]],"labeler"?,"split"?}}; indices best first, ties in
 *       one group
 * </ul>
 *
 * {@code {"messages":[{"role","content"},…]}} stands in place of {@code "prompt"} where more was said than one question.
 *
 * A row that cannot be read, holds a key that is not listed or breaks a record's rule is ROW_INVALID with file, line and reason;
 * nothing is dropped in silence. A file without rows is DATASET_EMPTY.
 */
public final class Rows {
    private static final String CONVERTED =
            "; rows are canonical JSON lines (docs/datasets.md), which `macaw convert` makes of published data sets";
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Rows() {}

    /** Plain texts. */
    public static List<String> texts(Path file) {
        return read(file, Set.of("text"), Rows::nonBlankText);
    }

    /** Prompts alone. */
    public static List<Conversation> prompts(Path file) {
        return read(file, Set.of("prompt", "messages"), Rows::prompt);
    }

    /** Answers that people wrote. */
    public static List<Demonstration> demonstrations(Path file) {
        return read(
                file,
                Set.of("prompt", "messages", "response", "split"),
                row -> new Demonstration(prompt(row), text(row, "response"), split(row)));
    }

    /** Rankings of outputs. */
    public static List<RankedOutputs> comparisons(Path file) {
        return read(
                file,
                Set.of("prompt", "messages", "outputs", "ranking", "labeler", "split"),
                row -> new RankedOutputs(
                        prompt(row),
                        texts(row, "outputs"),
                        ranking(row),
                        row.has("labeler") ? text(row, "labeler") : "",
                        split(row)));
    }

    /** Refuses a file with a line that is no JSON object; which keys it needs is known when a run reads it. */
    static void requireObjects(Path file) {
        read(file, Set.of(), row -> true);
    }

    private static <T> List<T> read(Path file, Set<String> keys, Function<JsonNode, T> row) {
        List<T> rows = new ArrayList<>();
        int number = 0;
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (var lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), strict))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    rows.add(row.apply(object(line, keys)));
                }
            }
        } catch (JsonProcessingException e) {
            throw invalid(file, number, e.getOriginalMessage() + CONVERTED, e);
        } catch (CharacterCodingException e) {
            throw invalid(file, number + 1, "not UTF-8" + CONVERTED, e);
        } catch (CodedException e) {
            throw invalid(file, number, e.getMessage(), e);
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.STORE_UNAVAILABLE, file.getFileName() + " cannot be read: " + e.getMessage(), e);
        }
        if (rows.isEmpty()) {
            throw new CodedException(ErrorCode.DATASET_EMPTY, file.getFileName() + " has no rows");
        }
        return rows;
    }

    private static JsonNode object(String line, Set<String> keys) throws JsonProcessingException {
        JsonNode row = JSON.readTree(line);
        if (!row.isObject()) {
            throw refused("a row must be a JSON object" + CONVERTED);
        }
        // an empty set lets every key pass
        row.fieldNames().forEachRemaining(key -> {
            if (!keys.isEmpty() && !keys.contains(key)) {
                throw refused("unknown key '" + key + "'; known are "
                        + String.join(", ", keys.stream().sorted().toList()) + CONVERTED);
            }
        });
        return row;
    }

    private static String text(JsonNode row, String key) {
        JsonNode value = row.path(key);
        if (!value.isTextual()) {
            throw refused("'" + key + "' " + (value.isMissingNode() ? "is missing" + CONVERTED : "must be a string"));
        }
        return value.asText();
    }

    private static String nonBlankText(JsonNode row) {
        String value = text(row, "text");
        if (value.isBlank()) {
            throw new CodedException(ErrorCode.TEXT_EMPTY, "'text' is blank");
        }
        return value;
    }

    private static Conversation prompt(JsonNode row) {
        if (!row.has("messages")) {
            return Conversation.of(text(row, "prompt"));
        }
        if (row.has("prompt")) {
            throw refused("a row has either 'prompt' or 'messages'");
        }
        List<Message> turns = new ArrayList<>();
        for (JsonNode message : array(row.path("messages"), "messages")) {
            turns.add(new Message(text(message, "role"), text(message, "content")));
        }
        return new Conversation(turns);
    }

    private static List<String> texts(JsonNode row, String key) {
        JsonNode values = array(row.path(key), key);
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw refused("'" + key + "' must hold strings");
            }
            texts.add(value.asText());
        }
        return texts;
    }

    private static List<List<Integer>> ranking(JsonNode row) {
        List<List<Integer>> groups = new ArrayList<>();
        for (JsonNode group : array(row.path("ranking"), "ranking")) {
            List<Integer> indices = new ArrayList<>();
            for (JsonNode index : array(group, "ranking")) {
                if (!index.isInt()) {
                    throw refused("'ranking' must hold lists of indices, was " + index);
                }
                indices.add(index.asInt());
            }
            groups.add(indices);
        }
        return groups;
    }

    private static JsonNode array(JsonNode value, String key) {
        if (!value.isArray()) {
            throw refused("'" + key + "' must be a list");
        }
        return value;
    }

    private static Split split(JsonNode row) {
        if (!row.has("split")) {
            return Split.TRAIN;
        }
        return switch (text(row, "split").toLowerCase(Locale.ROOT)) {
            case "train" -> Split.TRAIN;
            case "validation" -> Split.VALIDATION;
            case "test" -> Split.TEST;
            case String other -> throw refused("'split' must be train, validation or test, was '" + other + "'");
        };
    }

    private static CodedException refused(String reason) {
        return new CodedException(ErrorCode.ROW_INVALID, reason);
    }

    private static CodedException invalid(Path file, int line, @Nullable String reason, Exception cause) {
        return new CodedException(ErrorCode.ROW_INVALID, file.getFileName() + " line " + line + ": " + reason, cause);
    }
}
