package macaw.languagemodel.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GgufFileTest {
    @TempDir
    Path dir;

    static GgufBuilder sound() {
        return new GgufBuilder()
                .with("general.architecture", "llama")
                .with("llama.block_count", 2)
                .with("llama.rope.freq_base", 5e5f)
                .with("tokenizer.ggml.add_bos_token", true)
                .with("tokenizer.ggml.tokens", List.of("a", "ä", ""))
                .with("tokenizer.ggml.scores", new float[] {0, -1, 2.5f})
                .with("tokenizer.ggml.token_type", new int[] {1, -1, 3})
                .tensor("odd", new long[] {3}, new float[] {1, 2, 3})
                .tensor("matrix", new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6})
                .tensor("bytes", 8, new long[] {2, 32}, new byte[68]);
    }

    @Test
    void aWholeFileOpens() throws Exception {
        try (GgufFile file = GgufFile.open(write(sound().build()))) {
            assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("odd", "matrix", "bytes");
            assertThat(file.tensor("matrix").shape()).containsExactly(2, 3);
            assertThat(file.row("matrix", 1)).containsExactly(4, 5, 6);
            assertThat(file.tensor("bytes").rowBytes()).isEqualTo(34);
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.text("general.architecture")).contains("llama");
            assertThat(metadata.size("llama.block_count")).isEqualTo(2);
            assertThat(metadata.number("llama.rope.freq_base", 0)).isEqualTo(500_000);
            assertThat(metadata.flag("tokenizer.ggml.add_bos_token", false)).isTrue();
            assertThat(metadata.texts("tokenizer.ggml.tokens").orElseThrow()).containsExactly("a", "ä", "");
            assertThat(metadata.reals("tokenizer.ggml.scores").orElseThrow()).containsExactly(0, -1, 2.5);
            assertThat(metadata.wholes("tokenizer.ggml.token_type").orElseThrow())
                    .containsExactly(1, -1, 3);
        }
    }

    static Stream<Arguments> headersThatAreNotTrue() {
        return Stream.of(
                edited("does not begin with GGUF", b -> b.put(0, (byte) 'g')),
                edited("has the version 1;", b -> b.putInt(4, 1)),
                edited("is big-endian", b -> b.putInt(4, Integer.reverseBytes(3))),
                edited("claims 9223372036854775808 for the number of tensors", b -> b.putLong(8, Long.MIN_VALUE)),
                edited("claims 4294967296 for the number of tensors", b -> b.putLong(8, 1L << 32)),
                edited("claims 18446744073709551615 for the number of pieces of metadata", b -> b.putLong(16, -1)),
                edited("claims 1099511627776 for the length of metadata key", b -> b.putLong(24, 1L << 40)),
                edited("ends within metadata key", b -> b.putLong(24, 1000)),
                built("array of arrays", sound().with("x", "marked"), "marked", (b, at) -> {
                    b.putInt(at - 12, 9); // the type of the value, then of the elements, then how many there are
                    b.putInt(at - 8, 9);
                    b.putLong(at - 4, 0);
                }),
                built("unknown type 13", sound().with("x", "marked"), "marked", (b, at) -> b.putInt(at - 12, 13)),
                built("not UTF-8", sound().with("x", "marked"), "marked", (b, at) -> b.put(at, (byte) 0xff)),
                built(
                        "claims 4294967295 for the number of elements of x",
                        sound().with("x", List.of("marked")),
                        "marked",
                        (b, at) -> b.putLong(at - 16, 0xffff_ffffL)),
                built(
                        "ends within x",
                        sound().with("x", List.of("marked")),
                        "marked",
                        (b, at) -> b.putLong(at - 16, 1 << 20)),
                built("gives odd 0 dimensions", sound(), "odd", (b, at) -> b.putInt(at + 3, 0)),
                built("gives odd 5 dimensions", sound(), "odd", (b, at) -> b.putInt(at + 3, 5)),
                built("gives odd the size 0", sound(), "odd", (b, at) -> b.putLong(at + 7, 0)),
                built("gives odd the size 18446744073709551613", sound(), "odd", (b, at) -> b.putLong(at + 7, -3)),
                built("gives odd 2147483647 numbers", sound(), "odd", (b, at) -> b.putLong(at + 7, Integer.MAX_VALUE)),
                built("stores odd as ggml type 17", sound(), "odd", (b, at) -> b.putInt(at + 15, 17)),
                built("no whole number of Q8_0 blocks", sound(), "odd", (b, at) -> b.putInt(at + 15, 8)),
                built("puts odd at 4096", sound(), "odd", (b, at) -> b.putLong(at + 19, 4096)),
                built("puts odd at 18446744073709551584", sound(), "odd", (b, at) -> b.putLong(at + 19, -32)),
                built("overlap the tensor before it", sound(), "matrix", (b, at) -> b.putLong(at + 6 + 24, 0)),
                built("52 bytes of no tensor before matrix", sound(), "matrix", (b, at) -> b.putLong(at + 6 + 24, 64)),
                arguments("alignment 24", sound().with("general.alignment", 24).build()),
                arguments(
                        "general.alignment no size",
                        sound().with("general.alignment", "x").build()),
                arguments(
                        "bytes of no tensor at its end", Arrays.copyOf(sound().build(), sound().build().length + 64)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headersThatAreNotTrue")
    void aHeaderThatIsNotTrueIsRefused(String reason, byte[] bytes) throws Exception {
        assertInvalid(write(bytes), reason);
    }

    @Test
    void aKeyOrATensorThatComesTwiceIsRefused() throws Exception {
        byte[] keys = sound().with("first", 1).with("fir5t", 2).build();
        keys[indexOf(keys, "fir5t") + 3] = 's';
        assertInvalid(write(keys), "has first twice");
        byte[] tensors = sound().tensor("matrxx", new long[] {1}, new float[1]).build();
        int at = indexOf(tensors, "matrxx");
        tensors[at + 4] = 'i';
        assertInvalid(write(tensors), "has the tensor matrix twice");
    }

    @Test
    void aFileCutAtAnyByteIsRefused() throws Exception {
        byte[] whole = sound().build();
        for (int length = 0; length < whole.length; length++) {
            assertInvalid(write(Arrays.copyOf(whole, length)), "");
        }
    }

    @Test
    void arraysOfAHeaderHoldSoManyElementsInAll() throws Exception {
        GgufBuilder builder = sound();
        for (int i = 0; i < 9; i++) {
            builder.with("array" + i, new byte[1 << 20]);
        }
        assertInvalid(write(builder.build()), "more than 8388608 elements");
    }

    private interface Edit {
        void apply(ByteBuffer bytes, int at);
    }

    private static Arguments arguments(String reason, byte[] bytes) {
        return Arguments.of(reason, bytes);
    }

    private static Arguments edited(String reason, Consumer<ByteBuffer> edit) {
        byte[] bytes = sound().build();
        edit.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return arguments(reason, bytes);
    }

    /** Edits a file around the place where a text stands. */
    private static Arguments built(String reason, GgufBuilder builder, String text, Edit edit) {
        byte[] bytes = builder.build();
        edit.apply(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), indexOf(bytes, text));
        return arguments(reason, bytes);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private Path write(byte[] bytes) throws Exception {
        return Files.write(dir.resolve("made.gguf"), bytes);
    }

    private static void assertInvalid(Path file, String reason) {
        assertThatThrownBy(() -> GgufFile.open(file).close())
                .hasMessageContaining("made.gguf")
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GGUF_INVALID));
    }
}
