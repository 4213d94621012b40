package macaw.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.trainer.datasets.Conversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationEncoderTest {
    @TempDir
    Path dir;

    @Test
    void anAnswersEndIsLearntAlsoWhereTheSameTokenPads() throws Exception {
        BytePairEncoding encoding = BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS);
        encoding.write(dir);
        ModelConfig.llama(261, 32, 64, 2, 4, 2, 64, true, 1, 2, 0).write(dir);
        TokenSequence apart = answered();
        Path config = dir.resolve("tokenizer_config.json");
        Files.writeString(config, Files.readString(config).replace("<|pad|>", "<|eos|>"));
        TokenSequence shared = answered();
        assertThat(shared.tokens()).isEqualTo(apart.tokens()).endsWith(2);
        assertThat(shared.learntFrom()).isEqualTo(apart.learntFrom());
        assertThat(shared.learnt()).isEqualTo("Seeds.".length() + 1);
    }

    @Test
    void anAnswerEndsWithWhateverEndsTheModelsOwn() throws Exception {
        BytePairEncoding encoding = BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS);
        encoding.write(dir);
        ModelConfig.llama(261, 32, 64, 2, 4, 2, 64, true, 1, 2, 0).write(dir);
        TokenSequence plain = answered();
        int stop = plain.tokens()[plain.length() - 2]; // "."
        Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\": [2, " + stop + "]}");
        assertThat(answered().tokens()).isEqualTo(Arrays.copyOf(plain.tokens(), plain.length() - 1));
    }

    @Test
    void ofSeveralTurnsTheLastAnswerIsLearntOrAllOfThem() throws Exception {
        BytePairEncoding encoding = BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS);
        encoding.write(dir);
        ModelConfig.llama(261, 32, 64, 2, 4, 2, 64, true, 1, 2, 0).write(dir);
        var before = new Conversation(List.of(
                new Message("system", "Be brief."),
                Message.user("What do parrots eat?"),
                Message.assistant("Seeds."),
                Message.user("And macaws?")));
        try (var encoder = new ConversationEncoder(dir)) {
            int[] prompt = encoder.prompt(before);
            TokenSequence answered = encoder.answered(before, "Nuts.");
            assertThat(answered.learntFrom()).isEqualTo(prompt.length);
            assertThat(answered.tokens()).startsWith(prompt).endsWith(2);
            assertThat(answered.learnt()).isEqualTo("Nuts.".length() + 1);
            TokenSequence all = encoder.allAnswered(before, "Nuts.");
            assertThat(all.tokens()).isEqualTo(answered.tokens());
            try (var tokenizer = Tokenizer.open(dir)) {
                int[] learnt = Arrays.stream(all.targets())
                        .map(t -> all.tokens()[t])
                        .filter(token -> token != 2)
                        .toArray();
                assertThat(tokenizer.decode(learnt)).isEqualTo("Seeds.Nuts.");
            }
            assertThat(all.learnt()).as("and the end of each").isEqualTo("Seeds.Nuts.".length() + 2);
        }
    }

    private TokenSequence answered() {
        try (var encoder = new ConversationEncoder(dir)) {
            return encoder.answered(Conversation.of("What do parrots eat?"), "Seeds.");
        }
    }
}
