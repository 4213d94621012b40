package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * A look at a tokenizer.json before the native library gets it, which ends the process over some of what it does not like,
 * and obeys where a few lines make a text grow a thousandfold. What is not known to be harmless is refused
 * ({@code TOKENIZER_INVALID}) by its name.
 */
final class TokenizerFile {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_PARTS = 64;
    /** By how much replacements may lengthen a text; a blank that becomes ▁ triples it. */
    private static final int MAX_GROWTH = 64;

    private static final Set<String> MODELS = Set.of("BPE", "Unigram", "WordPiece", "WordLevel");
    /** What a text goes through, and the kinds of parts that each may have. */
    private enum Stage {
        NORMALIZER(
                "normalizer",
                "normalizers",
                Set.of(
                        "Sequence",
                        "NFC",
                        "NFD",
                        "NFKC",
                        "NFKD",
                        "Lowercase",
                        "Strip",
                        "StripAccents",
                        "Prepend",
                        "Replace")),
        PRE_TOKENIZER(
                "pre_tokenizer",
                "pretokenizers",
                Set.of(
                        "Sequence",
                        "ByteLevel",
                        "Split",
                        "Digits",
                        "Metaspace",
                        "Punctuation",
                        "Whitespace",
                        "WhitespaceSplit")),
        POST_PROCESSOR(
                "post_processor",
                "processors",
                Set.of("Sequence", "TemplateProcessing", "ByteLevel", "RobertaProcessing", "BertProcessing")),
        DECODER(
                "decoder",
                "decoders",
                Set.of("Sequence", "ByteLevel", "Replace", "ByteFallback", "Fuse", "Strip", "Metaspace", "WordPiece"));

        private final String option;
        private final String members;
        private final Set<String> types;

        Stage(String option, String members, Set<String> types) {
            this.option = option;
            this.members = members;
            this.types = types;
        }
    }

    private final Path file;
    private int parts;
    private long growth;

    private TokenizerFile(Path file) {
        this.file = file;
    }

    /** Refuses what could end the process, fill its memory, or encode one text in two ways. */
    static void check(Path file, JsonNode json) {
        var checked = new TokenizerFile(file);
        checked.numbers(json);
        for (Stage stage : Stage.values()) {
            checked.growth = 1;
            checked.part(stage, json.path(stage.option), 0);
        }
        checked.model(json.path("model"));
    }

    /** The native library ends the process over a number in a part that no double holds. */
    private void numbers(JsonNode json) {
        Deque<JsonNode> left = new ArrayDeque<>(List.of(json));
        while (!left.isEmpty()) {
            JsonNode node = left.pop();
            require(!node.isNumber() || Double.isFinite(node.doubleValue()), "a number out of range");
            node.forEach(left::push);
        }
    }

    private void model(JsonNode model) {
        String type = model.path("type").asText("BPE");
        require(MODELS.contains(type), "a model of type " + shown(type));
        JsonNode dropout = model.path("dropout");
        require(
                dropout.isMissingNode() || dropout.isNull() || dropout.isNumber() && dropout.doubleValue() == 0,
                "a dropout of " + shown(dropout.toString()));
        for (String affix : Set.of("continuing_subword_prefix", "end_of_word_suffix")) {
            JsonNode text = model.path(affix);
            boolean empty =
                    text.isMissingNode() || text.isNull() || text.asText().isEmpty();
            require(empty || type.equals("WordPiece"), "the " + affix + " " + shown(text.toString()));
        }
    }

    private void part(Stage stage, JsonNode part, int depth) {
        if (part.isMissingNode() || part.isNull()) {
            return;
        }
        String type = part.path("type").asText("");
        require(stage.types.contains(type), "a " + stage.option + " of type " + shown(type));
        require(depth < MAX_DEPTH && ++parts <= MAX_PARTS, "a " + stage.option + " of so many parts");
        switch (type) {
            case "Sequence" -> part.path(stage.members).forEach(member -> part(stage, member, depth + 1));
            case "Split" -> pattern(stage, part);
            case "Replace" -> {
                pattern(stage, part);
                grows(stage, part.path("content"), part.path("pattern").path("String"));
            }
            case "Prepend" -> grows(stage, part.path("prepend"), part.path("absent"));
            case "Metaspace" -> grows(stage, part.path("replacement"), part.path("absent"));
            case "Strip" ->
                require(
                        stage != Stage.DECODER
                                || part.path("stop").asInt(0) == 0
                                        && part.path("start").asInt(0) >= 0,
                        "a decoder that strips " + shown(part.path("stop").toString()) + " at the end");
            default -> {}
        }
    }

    private void pattern(Stage stage, JsonNode part) {
        JsonNode expression = part.path("pattern").path("Regex");
        if (!expression.isMissingNode()) {
            require(
                    expression.isTextual() && WordExpression.isLinear(expression.textValue()),
                    "a " + stage.option + " with the expression " + shown(expression.asText()));
        }
    }

    private void grows(Stage stage, JsonNode by, JsonNode old) {
        long before = Math.max(1, bytes(old));
        growth *= Math.max(1, (bytes(by) + before - 1) / before + (bytes(old) == 0 ? 1 : 0));
        require(
                growth <= MAX_GROWTH,
                "a " + stage.option + " that makes a text more than " + MAX_GROWTH + " times as long");
    }

    private static long bytes(JsonNode text) {
        return text.asText("").getBytes(StandardCharsets.UTF_8).length;
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new CodedException(ErrorCode.TOKENIZER_INVALID, file + " has " + what + ", which is not supported");
        }
    }
}
