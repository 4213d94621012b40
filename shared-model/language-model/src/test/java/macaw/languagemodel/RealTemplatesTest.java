package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The templates of models that people use, against transformers' renderings (shared-model/fixtures/make_chat_templates.py). */
class RealTemplatesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TOKENS =
            List.of("<|im_start|>", "<|im_end|>", "<|system|>", "<|end|>", "<|endoftext|>");
    private static final List<Message> TURNS =
            List.of(Message.user("Hi"), Message.assistant("Hello!"), Message.user("Well?"), Message.assistant("Good."));

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"smollm2", "qwen2.5", "qwen3", "phi3", "mistral-nemo", "gemma2", "llama3.1"})
    void aConversationReadsAsTransformersWritesIt(String name) throws Exception {
        JsonNode golden = JSON.readTree(
                        Fixtures.checkpoint("chat_templates/renderings.json").toFile())
                .get(name);
        ChatTemplate template = open(name, golden);
        for (JsonNode conversation : golden.get("conversations")) {
            List<Message> messages = new ArrayList<>();
            conversation
                    .get("messages")
                    .forEach(m -> messages.add(
                            new Message(m.get("role").asText(), m.get("content").asText())));
            boolean prompt = conversation.get("addGenerationPrompt").asBoolean();
            if (conversation.get("expected").isNull()) {
                assertRefused(() -> template.render(messages, prompt));
            } else {
                assertThat(template.render(messages, prompt))
                        .as(conversation.get("name").asText())
                        .isEqualTo(conversation.get("expected").asText());
            }
        }
    }

    @Test
    void everyAnswerIsLearntThatIsWrittenAsItWasWhenItWasTheLast() throws Exception {
        assertLearnt("smollm2", "<|im_end|>", "Hello!<|im_end|>", "Good.<|im_end|>");
        assertLearnt("qwen2.5", "<|im_end|>", "Hello!<|im_end|>", "Good.<|im_end|>");
    }

    /** Phi-3's writes a token of its own at the end of a conversation. */
    @Test
    void whatStandsAtTheEndOfAConversationOnlyIsNoPartOfAnEarlierAnswer() throws Exception {
        assertLearnt("phi3", "<|endoftext|>", "Hello!<|end|>", "Good.<|end|>\n<|endoftext|>");
    }

    /** Qwen3's leaves the thinking out of all answers but the last, so that the others are not what the model writes when it is asked. */
    @Test
    void anAnswerThatIsWrittenOtherwiseLaterIsNotLearnt() throws Exception {
        assertLearnt("qwen3", "<|im_end|>", "<think>\n\n</think>\n\nGood.<|im_end|>");
    }

    @Test
    void aTemplateThatWritesAQuestionOtherwiseOnceItIsAnsweredIsRefusedWithWhatToDo() throws Exception {
        try (Tokenizer tokenizer = tokenizer()) {
            write(
                    "{% if messages[-1].role == 'user' %}Q{% else %}A{% endif %}{{ messages[-1].content }}",
                    "", "<|eos|>");
            ChatTemplate template = ChatTemplate.open(dir);
            assertThatThrownBy(() -> template.encodeConversation(tokenizer, TURNS))
                    .hasMessageStartingWith(dir.toString())
                    .hasMessageContaining("answer 3 is written differently")
                    .hasMessageContaining("give the model a template")
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_INVALID));
        }
    }

    private void assertLearnt(String name, String end, String... answers) throws Exception {
        try (Tokenizer tokenizer = tokenizer()) {
            write(Files.readString(Fixtures.checkpoint("chat_templates/" + name + ".jinja")), "", end);
            EncodedConversation encoded = ChatTemplate.open(dir).encodeConversation(tokenizer, TURNS);
            int[] learnt = IntStream.range(0, encoded.tokens().length)
                    .filter(i -> encoded.learnt()[i])
                    .map(i -> encoded.tokens()[i])
                    .toArray();
            assertThat(learnt)
                    .as(name)
                    .isEqualTo(Stream.of(answers)
                            .map(tokenizer::encodeWithSpecialTokens)
                            .flatMapToInt(Arrays::stream)
                            .toArray());
            int[] asked = ChatTemplate.open(dir).encodePrompt(tokenizer, TURNS.subList(0, 3));
            assertThat(encoded.tokens()).as("begins as the question does").startsWith(asked);
        }
    }

    private Tokenizer tokenizer() throws Exception {
        BpeTrainer.train(
                        Stream.of("a"),
                        261 + TOKENS.size(),
                        Stream.concat(BytePairEncoding.CONVERSATION_TOKENS.stream(), TOKENS.stream())
                                .toList())
                .write(dir);
        return Tokenizer.open(dir);
    }

    private ChatTemplate open(String name, JsonNode golden) throws Exception {
        Path kept = Fixtures.checkpoint("chat_templates").resolve(name + ".jinja");
        Path given = Path.of(System.getProperty(
                        "macaw.chat-templates",
                        Path.of(System.getProperty("macaw.root"), "..", "shared", "data", "chat_templates")
                                .toString()))
                .resolve(name + ".jinja");
        Path file = Files.exists(kept) ? kept : given;
        assumeTrue(Files.exists(file), given + " is not there; its licence keeps it out of the project");
        write(
                Files.readString(file),
                golden.get("bos_token").asText(),
                golden.get("eos_token").asText());
        return ChatTemplate.open(dir);
    }

    private void write(String template, String bos, String eos) throws Exception {
        Files.writeString(dir.resolve("chat_template.jinja"), template);
        Files.writeString(
                dir.resolve("tokenizer_config.json"),
                JSON.writeValueAsString(Map.of("bos_token", bos, "eos_token", eos)));
    }

    private static void assertRefused(ThrowableAssert.ThrowingCallable rendering) {
        assertThatThrownBy(rendering)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_INVALID));
    }
}
