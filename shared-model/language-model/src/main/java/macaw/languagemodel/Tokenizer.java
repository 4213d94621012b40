package macaw.languagemodel;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The tokenizer of a checkpoint folder: tokenizer.json, run by Hugging Face's own library, with the special tokens that
 * tokenizer_config.json names. Adds nothing to a text, cuts nothing off and pads nothing. Thread-safe.
 */
public final class Tokenizer implements AutoCloseable {
    private static final Map<String, String> AS_IT_IS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private static final int MAX_VOCABULARY = 1 << 24;

    private static final String BLANKS = "\\s*+";

    private final Path dir;
    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, Integer> specialTokens;
    private final Pattern specialPattern;
    private final int vocabularySize;
    private final OptionalInt bosTokenId;
    private final OptionalInt eosTokenId;
    private final OptionalInt padTokenId;

    private Tokenizer(
            Path dir,
            HuggingFaceTokenizer tokenizer,
            Map<String, Integer> specialTokens,
            Pattern specialPattern,
            int vocabularySize,
            NamedTokens named) {
        this.dir = dir;
        this.tokenizer = tokenizer;
        this.specialTokens = specialTokens;
        this.specialPattern = specialPattern;
        this.vocabularySize = vocabularySize;
        this.bosTokenId = named.bos();
        this.eosTokenId = named.eos();
        this.padTokenId = named.pad();
    }

    private record NamedTokens(OptionalInt bos, OptionalInt eos, OptionalInt pad) {}

    /**
     * Opens tokenizer.json of a folder. Errors: {@code CHECKPOINT_INVALID} (no such file, not JSON),
     * {@code TOKENIZER_INVALID} (not a tokenizer).
     */
    public static Tokenizer open(Path dir) {
        Path file = dir.resolve("tokenizer.json");
        JsonNode json = JsonFile.object(file);
        TokenizerFile.check(file, json);
        Map<String, Integer> vocabulary = vocabulary(file, json);
        Map<String, Integer> special = new HashMap<>();
        Map<String, String> expressions = new HashMap<>();
        for (JsonNode added : json.path("added_tokens")) {
            if (added.path("special").asBoolean(false)) {
                String token = added.path("content").asText();
                special.put(token, added.path("id").asInt(-1));
                // some take the blanks beside them away; Phi-3's do
                expressions.put(
                        token,
                        (added.path("lstrip").asBoolean(false) ? BLANKS : "")
                                + Pattern.quote(token)
                                + (added.path("rstrip").asBoolean(false) ? BLANKS : ""));
            }
        }
        Pattern pattern = Pattern.compile(
                special.keySet().stream()
                        .sorted(Comparator.comparingInt(String::length).reversed()) // the longest wins
                        .map(token -> "(?:" + expressions.get(token) + ")")
                        .collect(Collectors.joining("|")),
                Pattern.UNICODE_CHARACTER_CLASS);
        int largest =
                vocabulary.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        JsonNode config = JsonFile.tokenizerConfig(dir);
        var named = new NamedTokens(
                named(dir, config, "bos_token", vocabulary),
                named(dir, config, "eos_token", vocabulary),
                named(dir, config, "pad_token", vocabulary));
        return new Tokenizer(dir, load(file), Map.copyOf(special), pattern, largest + 1, named);
    }

    private static HuggingFaceTokenizer load(Path file) {
        try (var json = Files.newInputStream(file)) {
            return HuggingFaceTokenizer.newInstance(json, AS_IT_IS);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) { // the native library's own kind
            throw new CodedException(ErrorCode.TOKENIZER_INVALID, file + " is no tokenizer: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> vocabulary(Path file, JsonNode json) {
        JsonNode vocabulary = json.path("model").path("vocab");
        Map<String, Integer> ids = new HashMap<>();
        if (vocabulary.isObject()) {
            vocabulary
                    .properties()
                    .forEach(e -> ids.put(e.getKey(), e.getValue().asInt(-1)));
        } else if (vocabulary.isArray()) { // unigram: [token, log-probability] in the order of the ids
            for (int id = 0; id < vocabulary.size(); id++) {
                ids.put(vocabulary.get(id).path(0).asText(), id);
            }
        }
        for (JsonNode added : json.path("added_tokens")) {
            ids.put(added.path("content").asText(), added.path("id").asInt(-1));
        }
        if (ids.isEmpty() || ids.values().stream().anyMatch(id -> id < 0 || id >= MAX_VOCABULARY)) {
            throw new CodedException(ErrorCode.TOKENIZER_INVALID, file + " has no usable vocabulary");
        }
        requireOneTokenAnId(file, ids);
        return ids;
    }

    /** Which of two would be decoded, and which name a template's token has, would be left to chance. */
    private static void requireOneTokenAnId(Path file, Map<String, Integer> ids) {
        Map<Integer, String> tokens = HashMap.newHashMap(ids.size());
        ids.forEach((token, id) -> {
            String other = tokens.put(id, token);
            if (other != null) {
                List<String> two = Stream.of(token, other).sorted().toList();
                throw new CodedException(
                        ErrorCode.TOKENIZER_INVALID,
                        file + " gives the id " + id + " to two tokens, \"" + two.getFirst() + "\" and \""
                                + two.getLast() + "\"");
            }
        });
    }

    private static OptionalInt named(Path dir, JsonNode config, String role, Map<String, Integer> vocabulary) {
        JsonNode node = config.path(role);
        Optional<String> token = Optional.of(node.isObject() ? node.path("content") : node)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
        if (token.isEmpty()) {
            return OptionalInt.empty();
        }
        Integer id = vocabulary.get(token.get());
        if (id == null) {
            throw new CodedException(
                    ErrorCode.TOKENIZER_INVALID,
                    dir + ": tokenizer_config.json names " + token.get() + " as its " + role
                            + ", which tokenizer.json lacks");
        }
        return OptionalInt.of(id);
    }

    /** The ids of a text as Hugging Face's library has them: special tokens that it spells out become their ids. */
    public int[] encode(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        // HuggingFaceTokenizer.encode also fetches words, masks and spans, which takes many times as long.
        long encoding = started(text);
        try {
            return LongStream.of(TokenizersLibrary.LIB.getTokenIds(encoding))
                    .mapToInt(Math::toIntExact)
                    .toArray();
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    private long started(String text) {
        try {
            return TokenizersLibrary.LIB.encode(tokenizer.getHandle(), wellFormed(text), false);
        } catch (RuntimeException e) { // the native library's own kind; a model without an unknown token, for instance
            throw new CodedException(
                    ErrorCode.TOKENIZER_INVALID, dir + ": a text cannot be encoded: " + e.getMessage(), e);
        }
    }

    /**
     * The ids of a text that a template wrote. Differs from {@link #encode} where a normaliser writes in front of the
     * whole text: the text is split at the special tokens first, so that nothing slips in before the one at its start.
     */
    int[] encodeWithSpecialTokens(String text) {
        IntStream.Builder ids = IntStream.builder();
        Matcher matcher = specialPattern.matcher(text);
        int at = 0;
        while (!specialTokens.isEmpty() && matcher.find()) {
            Arrays.stream(encode(text.substring(at, matcher.start()))).forEach(ids::add);
            Integer id = specialTokens.get(matcher.group());
            ids.add(Objects.requireNonNull(
                    id == null ? specialTokens.get(matcher.group().strip()) : id));
            at = matcher.end();
        }
        Arrays.stream(encode(text.substring(at))).forEach(ids::add);
        return ids.build().toArray();
    }

    /**
     * The text of the ids, without special tokens. Bytes that are no UTF-8 become U+FFFD; an id that has no token (an
     * embedding may have more rows than the tokenizer tokens) has no text.
     */
    public String decode(int[] ids) {
        return decode(ids, 0, ids.length);
    }

    String decode(int[] ids, int from, int to) {
        if (from == to) {
            return "";
        }
        long[] longs = new long[to - from];
        for (int i = from; i < to; i++) {
            if (ids[i] < 0) {
                throw new CodedException(ErrorCode.TOKEN_OUT_OF_VOCABULARY, "token " + ids[i] + " is negative");
            }
            longs[i - from] = ids[i];
        }
        try {
            return tokenizer.decode(longs, true);
        } catch (RuntimeException e) { // the native library's own kind
            throw new CodedException(
                    ErrorCode.TOKENIZER_INVALID, dir + ": tokens cannot be decoded: " + e.getMessage(), e);
        }
    }

    /** A decoder for one answer that arrives token by token. */
    public StreamingDecoder streaming() {
        return new StreamingDecoder(this);
    }

    /** One more than the largest id. */
    public int vocabularySize() {
        return vocabularySize;
    }

    /** The token that begins a text, if tokenizer_config.json names one. */
    public OptionalInt bosTokenId() {
        return bosTokenId;
    }

    /** The token that ends an answer, if tokenizer_config.json names one. */
    public OptionalInt eosTokenId() {
        return eosTokenId;
    }

    /** The token that fills a batch up, if tokenizer_config.json names one. */
    public OptionalInt padTokenId() {
        return padTokenId;
    }

    /** The texts of the special tokens; a message of a person must not contain them. */
    public Set<String> specialTokens() {
        return specialTokens.keySet();
    }

    /** The id of a special token. */
    public OptionalInt specialTokenId(String token) {
        Integer id = specialTokens.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Refuses ({@code TOKENIZER_MISMATCH}) a tokenizer that can write ids for which the model has no embedding. */
    public void requireFits(ModelConfig config) {
        if (vocabularySize > config.vocabularySize()) {
            throw mismatch("the tokenizer has " + vocabularySize + " tokens, the model's vocabulary "
                    + config.vocabularySize());
        }
    }

    /**
     * Refuses ({@code TOKENIZER_MISMATCH}) a tokenizer without an end token. One that also pads, as many chat models
     * have it, is learnt like any other: what is padding is told by lengths here and never by ids.
     */
    public void requireTrainable() {
        if (eosTokenId.isEmpty()) {
            throw mismatch("tokenizer_config.json names no eos_token, so that no answer could end");
        }
    }

    private CodedException mismatch(String reason) {
        return new CodedException(ErrorCode.TOKENIZER_MISMATCH, dir + ": " + reason);
    }

    /** Half of a surrogate pair cannot cross to the native library; it becomes a question mark, as getBytes has it. */
    private static String wellFormed(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    @Override
    public String toString() {
        return "Tokenizer[" + dir + ", " + vocabularySize + " tokens, special "
                + Arrays.toString(specialTokens.keySet().stream().sorted().toArray()) + "]";
    }
}
