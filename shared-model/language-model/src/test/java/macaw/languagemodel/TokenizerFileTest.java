package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Most of what is refused here ended the process when the native library got it. */
class TokenizerFileTest {
    private static final String SOUND = "\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[]}";

    @TempDir
    Path dir;

    static Stream<Arguments> hostile() {
        return Stream.of(
                with("normalizer", "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}", "Precompiled"),
                with("pre_tokenizer", "{\"type\":\"FixedLength\",\"length\":0}", "FixedLength"),
                with("pre_tokenizer", split("(a+)+$"), "expression (a+)+$"),
                with("pre_tokenizer", split("(?:a|a|aa)+c"), "expression"),
                with("decoder", "{\"type\":\"Strip\",\"content\":\"a\",\"start\":0,\"stop\":5}", "strips 5 at the end"),
                with(
                        "normalizer",
                        "{\"type\":\"Sequence\",\"normalizers\":["
                                + String.join(",", Collections.nCopies(40, replacement("a", "aa"))) + "]}",
                        "64 times as long"),
                with("normalizer", replacement(" ", "x".repeat(100)), "64 times as long"),
                with(
                        "normalizer",
                        "{\"type\":\"Prepend\",\"prepend\":\"" + "x".repeat(100) + "\"}",
                        "64 times as long"),
                with(
                        "decoder",
                        "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Fuse\",\"x\":1e999}]}",
                        "a number out of range"),
                with("decoder", "{\"type\":\"NoSuch\"}", "a decoder of type NoSuch"),
                with("normalizer", nested(20), "so many parts"),
                Arguments.of(
                        "{\"model\":{\"type\":\"BPE\",\"dropout\":0.1,\"vocab\":{\"a\":0},\"merges\":[]}}",
                        "dropout of 0.1"),
                Arguments.of(
                        "{\"model\":{\"type\":\"BPE\",\"continuing_subword_prefix\":\"##\",\"vocab\":{\"a\":0},\"merges\":[]}}",
                        "continuing_subword_prefix"),
                Arguments.of(
                        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"c\":1},\"merges\":[]}}",
                        "gives the id 1 to two tokens, \"b\" and \"c\""),
                Arguments.of(
                        "{\"added_tokens\":[{\"id\":0,\"content\":\"<s>\",\"special\":true}]," + SOUND + "}",
                        "gives the id 0 to two tokens, \"<s>\" and \"a\""),
                Arguments.of("{\"model\":{\"type\":\"Other\",\"vocab\":{\"a\":0}}}", "model of type Other"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("hostile")
    void whatCouldEndTheProcessIsRefusedByName(String json, String reason) throws Exception {
        Files.writeString(dir.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> Tokenizer.open(dir).close())
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKENIZER_INVALID));
    }

    @Test
    void aTextThatTheModelCannotEncodeHasItsCode() throws Exception {
        Files.writeString(
                dir.resolve("tokenizer.json"),
                "{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0},\"unk_token\":\"<unk>\"}}");
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            assertThatThrownBy(() -> tokenizer.encode("b"))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKENIZER_INVALID));
        }
    }

    /** Of GPT-2, Llama 3, Qwen2, Mistral Nemo, GPT-4o, DeepSeek and Falcon. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[0-9][0-9][0-9]",
                " {2,}",
                "\\p{N}",
                ""
            })
    void theExpressionsInUseAreLinear(String expression) {
        assertThat(WordExpression.isLinear(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a*)*",
                "(a|b)+",
                "(a{1,9}){1,9}",
                "a*a*a*",
                "a+a+b",
                "a+(a+b)",
                "(a+|x)a+b",
                "(a)\\1",
                "(?<n>a)\\k<n>",
                "(?R)",
                "a{1,1000}b*c*",
                "*",
                "(",
                "a)",
                "[a",
                "\\"
            })
    void othersAreNot(String expression) {
        assertThat(WordExpression.isLinear(expression)).isFalse();
    }

    private static Arguments with(String stage, String part, String reason) {
        return Arguments.of("{\"" + stage + "\":" + part + "," + SOUND + "}", reason);
    }

    private static String split(String expression) {
        return "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" + expression
                + "\"},\"behavior\":\"Isolated\",\"invert\":false}";
    }

    private static String replacement(String old, String by) {
        return "{\"type\":\"Replace\",\"pattern\":{\"String\":\"" + old + "\"},\"content\":\"" + by + "\"}";
    }

    private static String nested(int depth) {
        return "{\"type\":\"Sequence\",\"normalizers\":[".repeat(depth) + "]}".repeat(depth);
    }
}
