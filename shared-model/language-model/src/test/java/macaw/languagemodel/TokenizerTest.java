package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    @Test
    void theGoldenVectorsOfASentencePieceTokenizerAreMet() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.open(Fixtures.shared("models/tinystories-656k"))) {
            for (JsonNode vector : vectors("tokenizer_vectors_tinystories656k.json")) {
                int[] withStart = ids(vector.get("ids"));
                String text = vector.get("text").asText();
                // The vectors were made with the start token that the tokenizer's template adds.
                assertThat(tokenizer.encode(text))
                        .as(text)
                        .containsExactly(Arrays.copyOfRange(withStart, 1, withStart.length));
                assertThat(tokenizer.decode(withStart))
                        .isEqualTo(vector.get("decoded").asText());
                assertThat(streamed(tokenizer, withStart))
                        .isEqualTo(vector.get("decoded").asText());
            }
            assertThat(tokenizer.bosTokenId()).hasValue(1);
            assertThat(tokenizer.eosTokenId()).hasValue(2);
            assertThat(tokenizer.padTokenId()).hasValue(0);
            assertThat(tokenizer.vocabularySize()).isEqualTo(2048);
        }
    }

    @Test
    void theGoldenVectorsOfAByteLevelTokenizerAreMet() throws Exception {
        try (Tokenizer tokenizer = gpt2()) {
            for (JsonNode vector : vectors("tokenizer_vectors_gpt2.json")) {
                int[] ids = ids(vector.get("ids_hf_tokenizers_js"));
                String text = vector.get("text").asText();
                assertThat(tokenizer.encode(text)).as(text).containsExactly(ids);
                if (!text.equals("<|endoftext|>")) {
                    assertThat(tokenizer.decode(ids)).isEqualTo(text);
                    assertThat(streamed(tokenizer, ids)).isEqualTo(text);
                }
            }
        }
    }

    @Test
    void aStreamOfRandomTokensIsTheTextOfAllOfThem() throws Exception {
        Random random = new Random(7);
        try (Tokenizer tokenizer = gpt2()) {
            for (int round = 0; round < 200; round++) {
                int[] ids = random.ints(40, 0, 50_000).toArray();
                assertThat(streamed(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
                int[] bytes = random.ints(40, 0, 256).toArray();
                assertThat(streamed(tokenizer, bytes)).isEqualTo(tokenizer.decode(bytes));
            }
        }
    }

    @Test
    void halfACharacterIsHeldBack() throws Exception {
        try (Tokenizer tokenizer = gpt2()) {
            int[] ids = tokenizer.encode("日");
            assertThat(ids.length).isGreaterThan(1);
            StreamingDecoder decoder = tokenizer.streaming();
            for (int i = 0; i < ids.length - 1; i++) {
                assertThat(decoder.accept(ids[i])).isEmpty();
            }
            assertThat(decoder.accept(ids[ids.length - 1])).isEqualTo("日");
            assertThat(decoder.accept(ids[0])).isEmpty();
            assertThat(decoder.finish()).isEqualTo("\uFFFD");
        }
    }

    @Test
    void aLongTextIsNotCutOff() throws Exception {
        try (Tokenizer tokenizer = gpt2()) {
            assertThat(tokenizer.encode("a b ".repeat(20_000))).hasSizeGreaterThan(30_000);
        }
    }

    @Test
    void whatTheFileSaysOfTruncationAndPaddingIsNotDone() throws Exception {
        BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS)
                .write(dir);
        ObjectNode json =
                (ObjectNode) JSON.readTree(dir.resolve("tokenizer.json").toFile());
        json.putObject("truncation")
                .put("direction", "Right")
                .put("max_length", 4)
                .put("strategy", "LongestFirst")
                .put("stride", 0);
        json.putObject("padding")
                .put("direction", "Right")
                .put("pad_id", 0)
                .put("pad_type_id", 0)
                .put("pad_token", "<|pad|>")
                .putNull("pad_to_multiple_of")
                .putObject("strategy")
                .put("Fixed", 8);
        Files.writeString(dir.resolve("tokenizer.json"), json.toString());
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            assertThat(tokenizer.encode("abc")).hasSize(3);
            assertThat(tokenizer.encode("abcdefghij")).hasSize(10);
        }
    }

    @Test
    void manyThreadsEncodeAndDecodeAtOnce() throws Exception {
        BpeTrainer.train(Stream.of("shopping list, milk and bread"), 300, BytePairEncoding.CONVERSATION_TOKENS)
                .write(dir);
        try (Tokenizer tokenizer = Tokenizer.open(dir);
                var threads = Executors.newFixedThreadPool(8)) {
            ChatTemplate template = ChatTemplate.open(dir);
            List<Callable<Boolean>> tasks = IntStream.range(0, 200)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        String text = "milk and bread number " + i;
                        int[] prompt = template.encodePrompt(tokenizer, List.of(Message.user(text)));
                        return tokenizer.decode(prompt).equals(text)
                                && streamed(tokenizer, prompt).equals(text);
                    })
                    .toList();
            for (Future<Boolean> right : threads.invokeAll(tasks)) {
                assertThat(right.get()).isTrue();
            }
        }
    }

    @Test
    void aTokenizerThatDoesNotFitTheModelIsRefused() throws Exception {
        try (Tokenizer tokenizer = gpt2()) {
            ModelConfig small = ModelConfig.llama(50_256, 32, 64, 2, 4, 2, 64, true, 1, 2, 0);
            assertCode(ErrorCode.TOKENIZER_MISMATCH, () -> tokenizer.requireFits(small));
            tokenizer.requireFits(ModelConfig.llama(50_304, 32, 64, 2, 4, 2, 64, true, 1, 2, 0));
            assertThat(tokenizer.decode(new int[] {15496, 50_300, 995})).isEqualTo("Hello world");
            assertCode(ErrorCode.TOKEN_OUT_OF_VOCABULARY, () -> tokenizer.decode(new int[] {-1}));
        }
    }

    @Test
    void aTokenMayPadAndEndButMustBeThere() throws Exception {
        BytePairEncoding encoding = BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS);
        encoding.write(dir);
        Path config = dir.resolve("tokenizer_config.json");
        Files.writeString(config, Files.readString(config).replace("<|pad|>", "<|eos|>"));
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            tokenizer.requireTrainable();
        }
        String whole = Files.readString(config);
        Files.writeString(config, whole.replace("\"eos_token\"", "\"end_token\""));
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            assertCode(ErrorCode.TOKENIZER_MISMATCH, tokenizer::requireTrainable);
        }
        Files.writeString(config, whole.replace("<|bos|>", "<|nowhere|>"));
        assertCode(ErrorCode.TOKENIZER_INVALID, () -> Tokenizer.open(dir).close());
    }

    @Test
    void aSpecialTokenMayTakeTheBlanksBesideItAway() throws Exception {
        BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS)
                .write(dir);
        Path file = dir.resolve("tokenizer.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        try (Tokenizer plain = Tokenizer.open(dir)) {
            assertThat(plain.encodeWithSpecialTokens("a \n<|eos|>\n a")).hasSize(7);
            ObjectNode end =
                    (ObjectNode) json.get("added_tokens").get(BytePairEncoding.CONVERSATION_TOKENS.indexOf("<|eos|>"));
            assertThat(end.get("content").asText()).isEqualTo("<|eos|>");
            end.put("rstrip", true);
            Files.writeString(file, json.toString());
            try (Tokenizer right = Tokenizer.open(dir)) {
                assertThat(right.encodeWithSpecialTokens("a \n<|eos|>\n a"))
                        .isEqualTo(plain.encodeWithSpecialTokens("a \n<|eos|>a"));
            }
            end.put("lstrip", true);
            Files.writeString(file, json.toString());
            try (Tokenizer both = Tokenizer.open(dir)) {
                assertThat(both.encodeWithSpecialTokens("a \n<|eos|>\n a"))
                        .isEqualTo(plain.encodeWithSpecialTokens("a<|eos|>a"));
            }
        }
    }

    @Test
    void aFileThatIsNoTokenizerIsRefused() throws Exception {
        assertCode(ErrorCode.CHECKPOINT_INVALID, () -> Tokenizer.open(dir).close());
        Files.writeString(dir.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 0}}}");
        assertCode(ErrorCode.TOKENIZER_INVALID, () -> Tokenizer.open(dir).close());
        Files.writeString(dir.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 2147483647}}}");
        assertCode(ErrorCode.TOKENIZER_INVALID, () -> Tokenizer.open(dir).close());
        Files.writeString(dir.resolve("tokenizer.json"), "{\"model\": {}}");
        assertCode(ErrorCode.TOKENIZER_INVALID, () -> Tokenizer.open(dir).close());
    }

    @Test
    void aConversationWithoutATemplateIsPlainAndItsStartTokenComesFirst() throws Exception {
        Path model = Fixtures.shared("models/tinystories-656k");
        CheckpointWriter.copyTokenizer(model, dir);
        assertThat(dir.resolve("chat_template.jinja")).hasContent(ChatTemplate.PLAIN);
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            ChatTemplate template = ChatTemplate.open(dir);
            List<Message> messages = List.of(Message.user("Who is Lily?"), Message.assistant("A girl."));
            int[] prompt = template.encodePrompt(tokenizer, messages.subList(0, 1));
            EncodedConversation whole = template.encodeConversation(tokenizer, messages);
            assertThat(prompt[0]).isEqualTo(1);
            assertThat(whole.tokens()).startsWith(prompt).endsWith(2);
            assertThat(tokenizer.decode(prompt)).isEqualTo("Question: Who is Lily?\nAnswer:\n");
        }
    }

    @Test
    void aTemplateThatWritesNothingBeforeAnAnswerIsRefusedForTwo() throws Exception {
        BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS)
                .write(dir);
        Files.writeString(
                dir.resolve("chat_template.jinja"),
                "{% if not add_generation_prompt %}{% for m in messages %}[{{ m.content }}]{% endfor %}{% endif %}");
        List<Message> messages =
                List.of(Message.user("a"), Message.assistant("b"), Message.user("c"), Message.assistant("d"));
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            ChatTemplate template = ChatTemplate.open(dir);
            assertThat(template.encodeConversation(tokenizer, messages.subList(0, 2))
                            .learntTokens())
                    .isPositive();
            assertThatThrownBy(() -> template.encodeConversation(tokenizer, messages))
                    .hasMessageContaining("answer 3 begins before the one before it has ended");
            assertCode(ErrorCode.TEMPLATE_INVALID, () -> template.encodeConversation(tokenizer, messages));
        }
    }

    private static void assertCode(ErrorCode code, ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private Tokenizer gpt2() throws Exception {
        ObjectNode json = (ObjectNode)
                JSON.readTree(Fixtures.shared("tokenizers/gpt2/tokenizer.json").toFile());
        // The copy in ../shared spells these three as numbers.
        ((ObjectNode) json.get("model"))
                .put("type", "BPE")
                .put("continuing_subword_prefix", "")
                .put("end_of_word_suffix", "");
        Files.writeString(dir.resolve("tokenizer.json"), json.toString());
        return Tokenizer.open(dir);
    }

    private static String streamed(Tokenizer tokenizer, int[] ids) {
        StreamingDecoder decoder = tokenizer.streaming();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.accept(id));
        }
        return text.append(decoder.finish()).toString();
    }

    private static JsonNode vectors(String file) throws Exception {
        return JSON.readTree(Fixtures.shared("golden/" + file).toFile()).get("vectors");
    }

    private static int[] ids(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }
}
