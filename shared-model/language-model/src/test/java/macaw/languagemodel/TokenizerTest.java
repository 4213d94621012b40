package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
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
