package macaw.languagemodel.gguf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import macaw.errors.CodedException;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer inside a GGUF file as tokenizer.json and tokenizer_config.json: byte-level byte pairs
 * ({@code tokenizer.ggml.model} gpt2) or SentencePiece's byte pairs (llama). Others are refused by name, as is a way to cut
 * words that is not known.
 */
final class GgufTokenizer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLANK = "▁";
    /** Tokens that end an answer. */
    private static final List<String> ENDS = List.of("eos", "eot", "eom");

    private final GgufMetadata metadata;
    private final GgufVocabulary vocabulary;
    private final boolean sentencePiece;
    private final @Nullable PreTokenizer words;

    GgufTokenizer(GgufMetadata metadata, GgufArchitecture family) {
        this.metadata = metadata;
        String model = metadata.text("tokenizer.ggml.model").orElse("none");
        switch (model) {
            case "gpt2" -> {
                sentencePiece = false;
                words = words(metadata, family);
            }
            case "llama" -> {
                sentencePiece = true;
                words = null;
            }
            default ->
                throw metadata.unsupported(
                        "tokenizer.ggml.model " + model + " is not supported; supported are gpt2 and llama");
        }
        this.vocabulary = GgufVocabulary.of(metadata);
    }

    private static PreTokenizer words(GgufMetadata metadata, GgufArchitecture family) {
        String name = metadata.text("tokenizer.ggml.pre").orElse("default");
        if (name.equals("default")) { // of files from before there were names, or whose maker knew none
            return switch (family) {
                case GPT2 -> PreTokenizer.GPT2;
                case GPT_NEOX -> PreTokenizer.GPT_NEOX;
                default -> throw unknownWords(metadata, name);
            };
        }
        return PreTokenizer.named(name).orElseThrow(() -> unknownWords(metadata, name));
    }

    private static CodedException unknownWords(GgufMetadata metadata, String name) {
        return metadata.unsupported("tokenizer.ggml.pre " + name
                + " says not how a text is cut into words; supported are " + PreTokenizer.known());
    }

    /** config.json's bos_token_id, eos_token_id and pad_token_id. */
    Map<String, Object> specialTokens() {
        Map<String, Object> tokens = new TreeMap<>();
        putToken(tokens, "bos_token_id", "bos");
        putToken(tokens, "pad_token_id", "padding");
        Set<Integer> ends = new TreeSet<>();
        for (String end : ENDS) {
            Integer id = token(end);
            if (id != null) {
                ends.add(id);
            }
        }
        if (!ends.isEmpty()) {
            tokens.put("eos_token_id", List.copyOf(ends));
        }
        return tokens;
    }

    private void putToken(Map<String, Object> tokens, String option, String role) {
        Integer id = token(role);
        if (id != null) {
            tokens.put(option, id);
        }
    }

    private @Nullable Integer token(String role) {
        String key = "tokenizer.ggml." + role + "_token_id";
        Integer id = metadata.token(key);
        if (id != null && id >= vocabulary.tokens().size()) {
            throw metadata.wrong(key, id, "no token of " + vocabulary.tokens().size());
        }
        return id;
    }

    /** The template of conversations, where the file has one. */
    Optional<String> chatTemplate() {
        return metadata.text("tokenizer.chat_template");
    }

    /** tokenizer_config.json. */
    ObjectNode config() {
        ObjectNode config = JSON.createObjectNode();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        for (Map.Entry<String, String> role : Map.of(
                        "bos_token", "bos",
                        "eos_token", "eos",
                        "pad_token", "padding",
                        "unk_token", "unknown")
                .entrySet()) {
            Integer id = token(role.getValue());
            if (id != null) {
                config.put(role.getKey(), vocabulary.tokens().get(id));
            }
        }
        config.put("add_bos_token", addsBos());
        config.put("clean_up_tokenization_spaces", false);
        return config;
    }

    /** tokenizer.json. */
    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        addedTokens(json.putArray("added_tokens"));
        if (words == null) {
            sentencePiece(json);
        } else {
            byteLevel(json, words);
        }
        Integer bos = token("bos");
        if (addsBos() && bos != null) {
            json.set("post_processor", startToken(vocabulary.tokens().get(bos), bos));
        }
        return json;
    }

    private boolean addsBos() {
        return metadata.flag("tokenizer.ggml.add_bos_token", sentencePiece || words == PreTokenizer.LLAMA3);
    }

    private void addedTokens(ArrayNode added) {
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.isAdded(id)) {
                added.addObject()
                        .put("id", id)
                        .put("content", vocabulary.tokens().get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", vocabulary.isSpecial(id));
            }
        }
    }

    private void byteLevel(ObjectNode json, PreTokenizer way) {
        if (way.composed()) {
            json.putObject("normalizer").put("type", "NFC");
        } else {
            json.putNull("normalizer");
        }
        ArrayNode steps =
                json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        if (way.singleDigits()) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
        }
        if (!way.expression().isEmpty()) {
            steps.addObject()
                    .put("type", "Split")
                    .put("behavior", "Isolated")
                    .put("invert", false)
                    .putObject("pattern")
                    .put("Regex", way.expression());
        }
        steps.add(byteLevel(way.expression().isEmpty()));
        json.putNull("post_processor");
        json.set("decoder", byteLevel(true));
        ObjectNode model =
                model(json).putNull("unk_token").put("fuse_unk", false).put("byte_fallback", false);
        model.put("ignore_merges", way.wholeWords());
        ArrayNode merges = model.putArray("merges");
        for (String merge :
                metadata.texts("tokenizer.ggml.merges").orElseThrow(() -> metadata.missing("tokenizer.ggml.merges"))) {
            int blank = merge.indexOf(' ', 1);
            if (blank < 0 || !vocabulary.ids().containsKey(merge.substring(0, blank) + merge.substring(blank + 1))) {
                throw metadata.wrong("tokenizer.ggml.merges", merge, "no two parts of a token");
            }
            merges.addArray().add(merge.substring(0, blank)).add(merge.substring(blank + 1));
        }
    }

    private static ObjectNode byteLevel(boolean gpt2Words) {
        return JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", gpt2Words);
    }

    private void sentencePiece(ObjectNode json) {
        boolean blankFirst = metadata.flag("tokenizer.ggml.add_space_prefix", true);
        ArrayNode normalizers =
                json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (blankFirst) {
            normalizers.addObject().put("type", "Prepend").put("prepend", BLANK);
        }
        normalizers.add(replacement(" ", BLANK));
        json.putNull("pre_tokenizer");
        json.putNull("post_processor");
        ArrayNode decoders = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        decoders.add(replacement(BLANK, " "));
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        if (blankFirst) {
            decoders.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        double[] scores =
                metadata.reals("tokenizer.ggml.scores").orElseThrow(() -> metadata.missing("tokenizer.ggml.scores"));
        if (scores.length != vocabulary.tokens().size()) {
            throw metadata.wrong(
                    "tokenizer.ggml.scores",
                    scores.length + " scores",
                    "not the " + vocabulary.tokens().size() + " of the tokens");
        }
        ObjectNode model = model(json);
        Integer unknown = token("unknown");
        if (unknown == null) {
            model.putNull("unk_token");
        } else {
            model.put("unk_token", vocabulary.tokens().get(unknown));
        }
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        ArrayNode merges = model.putArray("merges");
        for (String[] merge : SentencePieceMerges.of(vocabulary, scores)) {
            merges.addArray().add(merge[0]).add(merge[1]);
        }
    }

    private static ObjectNode replacement(String text, String by) {
        ObjectNode replace = JSON.createObjectNode().put("type", "Replace");
        replace.putObject("pattern").put("String", text);
        return replace.put("content", by);
    }

    private ObjectNode model(ObjectNode json) {
        ObjectNode model = json.putObject("model").put("type", "BPE").putNull("dropout");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            ids.put(vocabulary.tokens().get(id), id);
        }
        return model;
    }

    /** What transformers adds before a text; Macaw leaves that to the chat template. */
    private static ObjectNode startToken(String bos, int id) {
        ObjectNode processor = JSON.createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        special(single, bos, 0);
        sequence(single, "A", 0);
        ArrayNode pair = processor.putArray("pair");
        special(pair, bos, 0);
        sequence(pair, "A", 0);
        special(pair, bos, 1);
        sequence(pair, "B", 1);
        ObjectNode described = processor.putObject("special_tokens").putObject(bos);
        described.put("id", bos).putArray("ids").add(id);
        described.putArray("tokens").add(bos);
        return processor;
    }

    private static void special(ArrayNode template, String token, int type) {
        template.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
    }

    private static void sequence(ArrayNode template, String letter, int type) {
        template.addObject().putObject("Sequence").put("id", letter).put("type_id", type);
    }
}
