package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaddingTokenTest {
    private static final ModelConfig CONFIG = ModelConfig.llama(261, 32, 64, 2, 4, 2, 64, true, 1, 2, 0);

    @TempDir
    Path dir;

    @BeforeEach
    void tokenizer() {
        BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS)
                .write(dir);
    }

    @Test
    void whatPadsAlreadyGoesOnPadding() throws IOException {
        String before = Files.readString(dir.resolve("tokenizer_config.json"));
        PaddingToken token = PaddingToken.of(dir, CONFIG).orElseThrow();
        assertThat(token).isEqualTo(new PaddingToken(0, BytePairEncoding.PAD));
        token.name(dir);
        assertThat(dir.resolve("tokenizer_config.json")).hasContent(before);
    }

    @Test
    void whereTheEndOfAnAnswerPadsAnotherTokenDoesFromThenOn() throws IOException {
        replace(BytePairEncoding.PAD, BytePairEncoding.EOS);
        Files.writeString(dir.resolve("special_tokens_map.json"), "{\"pad_token\": {\"content\": \"<|eos|>\"}}");
        PaddingToken token = PaddingToken.of(dir, CONFIG).orElseThrow();
        assertThat(token.id()).isNotEqualTo(2);
        token.name(dir);
        try (Tokenizer renamed = Tokenizer.open(dir)) {
            assertThat(renamed.padTokenId()).hasValue(token.id());
            assertThat(renamed.eosTokenId()).hasValue(2);
        }
        assertThat(dir.resolve("special_tokens_map.json"))
                .content()
                .contains(token.text())
                .doesNotContain(BytePairEncoding.EOS);
    }

    @Test
    void whereEverySpecialTokenEndsAnswersNoneIsLeft() throws IOException {
        CONFIG.write(dir);
        Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\": [0, 1, 2, 3, 4]}");
        assertThatThrownBy(() -> PaddingToken.of(dir, ModelConfig.read(dir)))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKENIZER_MISMATCH));
    }

    private void replace(String what, String with) throws IOException {
        Path config = dir.resolve("tokenizer_config.json");
        Files.writeString(config, Files.readString(config).replace(what, with));
    }
}
