package macaw.languagemodel.bpe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * A learnt encoding.
 *
 * @param specialTokens the tokens with the ids from 0 on
 * @param tokens every token in the order of the ids, special ones first, then the bytes, then what was merged
 * @param merges in the order in which they are applied
 */
public record BytePairEncoding(List<String> specialTokens, List<String> tokens, List<Merge> merges) {
    /** Begins a text. */
    public static final String BOS = "<|bos|>";
    /** Ends a text or an answer. */
    public static final String EOS = "<|eos|>";
    /** Fills a batch up; no other token's double, so that EOS can be learnt. */
    public static final String PAD = "<|pad|>";
    /** Begins what a person says. */
    public static final String USER = "<|user|>";
    /** Begins what the model answers. */
    public static final String ASSISTANT = "<|assistant|>";
    /** The special tokens of a tokenizer for conversations, in the order of their ids. */
    public static final List<String> CONVERSATION_TOKENS = List.of(PAD, BOS, EOS, USER, ASSISTANT);

    /** {@code bos user PROMPT assistant ANSWER eos}. */
    private static final String CHAT_TEMPLATE = "{{ bos_token }}{% for message in messages %}"
            + "{% if message['role'] == 'assistant' %}{{ '" + ASSISTANT + "' + message['content'] + eos_token }}"
            + "{% else %}{{ '" + USER + "' + message['content'] }}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '" + ASSISTANT + "' }}{% endif %}";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Two neighbouring tokens that become one. */
    public record Merge(String left, String right) {}

    public BytePairEncoding {
        specialTokens = List.copyOf(specialTokens);
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /**
     * Writes tokenizer.json and tokenizer_config.json, with the chat template {@code bos user PROMPT assistant ANSWER
     * eos}, into a folder. The encoding was learnt with {@link #CONVERSATION_TOKENS}.
     */
    public void write(Path dir) {
        if (!specialTokens.containsAll(CONVERSATION_TOKENS)) {
            throw new IllegalStateException("A tokenizer for conversations has the tokens " + CONVERSATION_TOKENS);
        }
        try {
            Files.writeString(dir.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer()) + "\n");
            Files.writeString(dir.resolve("tokenizer_config.json"), JSON.writeValueAsString(config()) + "\n");
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.STORE_UNAVAILABLE, "The tokenizer cannot be written: " + e.getMessage(), e);
        }
    }

    private ObjectNode tokenizer() {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < specialTokens.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", specialTokens.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        json.putNull("normalizer");
        json.set("pre_tokenizer", byteLevel());
        json.putNull("post_processor");
        json.set("decoder", byteLevel());
        json.set("model", model());
        return json;
    }

    private ObjectNode model() {
        ObjectNode model = JSON.createObjectNode();
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        ArrayNode mergeTexts = model.putArray("merges");
        merges.forEach(m -> mergeTexts.add(m.left() + " " + m.right()));
        return model;
    }

    private static ObjectNode byteLevel() {
        return JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private static ObjectNode config() {
        return JSON.createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("bos_token", BOS)
                .put("eos_token", EOS)
                .put("pad_token", PAD)
                .put("clean_up_tokenization_spaces", false)
                .put("chat_template", CHAT_TEMPLATE);
    }
}
