package macaw.languagemodel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    private static final String GOOD = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]}}";

    @TempDir
    Path dir;

    @Test
    void aWholeFileOpens() throws Exception {
        try (SafetensorsFile file = SafetensorsFile.open(write(GOOD, 16))) {
            assertThat(file.names()).containsExactly("a", "b");
            assertThat(file.entry("b").shape()).containsExactly(1, 2);
            assertThat(file.entry("b").offset()).isEqualTo(8 + GOOD.length() + 8);
            assertThat(file.data("b").byteSize()).isEqualTo(8);
        }
    }

    @Test
    void aMaskBesideTheWeightsIsPassedOver() throws Exception {
        String header = GOOD.replace("\"F32\",\"shape\":[2]", "\"BOOL\",\"shape\":[2,4]");
        try (SafetensorsFile file = SafetensorsFile.open(write(header, 16))) {
            assertThat(file.names()).containsExactly("b");
        }
        assertInvalid(write(header.replace("[2,4]", "[2,3]"), 16), "its shape needs 6");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}}|overlap",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}|4 bytes of no tensor before b",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8 bytes of no tensor at its end",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,20]}}|is it truncated",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}}|puts a at [16, 0)",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[-16,0]}}|puts a at [-16, 0)",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}}|its shape needs 12",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}|the size -4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,16]}}|no usable shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,16]}}|beyond any file",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,16]}}|no usable shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,16]}}|no usable shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0]}}|no pair of data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,1e30]}}|no pair of data_offsets",
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}|stores a as \"I64\"",
                "{\"a\":{\"shape\":[2],\"data_offsets\":[0,16]}}|stores a as \"\"",
                "{\"a\":7}|stores a as",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}|names a twice",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,4],\"data_offsets\":[0,16]}}|no usable shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[[4]],\"data_offsets\":[0,16]}}|no usable shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],\"shape\":7}}|no usable shape",
                "[1,2,3]|not a JSON object",
                "{\"a\":|cannot be parsed",
                "{} {}|cannot be parsed",
            })
    void aHeaderThatIsNotTrueIsRefused(String header, String reason) throws Exception {
        assertInvalid(write(header, 16), reason);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0, 1, 1L << 40, 200, 100_000_001})
    void anAbsurdHeaderLengthIsNotFollowed(long length) throws Exception {
        byte[] bytes = Files.readAllBytes(write(GOOD, 16));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        Path file = dir.resolve("absurd.safetensors");
        Files.write(file, bytes);
        assertInvalid(file, "claims a header of");
    }

    @Test
    void aFileCutAtAnyByteIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(write(GOOD, 16));
        for (int length = 0; length < whole.length; length++) {
            Path file = dir.resolve("cut-" + length);
            Files.write(file, Arrays.copyOf(whole, length));
            assertInvalid(file, "");
        }
    }

    @Test
    void aFileWithAnyFlippedByteIsReadOrRefusedButNeverBreaksTheReader() throws Exception {
        byte[] whole = Files.readAllBytes(write(GOOD, 16));
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            byte[] broken = whole.clone();
            broken[random.nextInt(whole.length - 16)] = (byte) random.nextInt();
            Path file = dir.resolve("flipped");
            Files.write(file, broken);
            try (SafetensorsFile opened = SafetensorsFile.open(file)) {
                opened.names().forEach(name -> assertThat(opened.floats(name)).isNotNull());
            } catch (CodedException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.SAFETENSORS_INVALID);
            }
        }
    }

    @Test
    void halfPrecisionsAreWidenedExactly() throws Exception {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        float[] values = {0f, -0f, 1f, -2.5f, 65504f, 6.1035156e-5f, 5.9604645e-8f};
        tensors.put("half", new TensorData(Dtype.F16, new long[] {values.length}, segment -> {
            for (int i = 0; i < values.length; i++) {
                segment.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(values[i]));
            }
        }));
        tensors.put("brain", new TensorData(Dtype.BF16, new long[] {2}, segment -> {
            segment.setAtIndex(ValueLayout.JAVA_SHORT, 0, (short) 0x3f80);
            segment.setAtIndex(ValueLayout.JAVA_SHORT, 1, (short) 0xc049);
        }));
        Path file = dir.resolve("model.safetensors");
        SafetensorsWriter.write(file, tensors);
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThat(opened.floats("half")).containsExactly(values);
            assertThat(opened.floats("brain")[0]).isEqualTo(1f);
            assertThat(opened.floats("brain")[1]).isCloseTo(-3.1406f, within(1e-4f));
            opened.requireFinite();
        }
    }

    @ParameterizedTest
    @CsvSource({"F32,2139095040", "F32,-4194304", "F16,31744", "F16,-512", "BF16,32640", "BF16,-64"})
    void infinityAndNotANumberAreFoundAndNamed(Dtype dtype, int bits) throws Exception {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("sound", TensorData.ofFloats(new long[] {3}, new float[] {1, 2, 3}));
        tensors.put("broken", new TensorData(dtype, new long[] {2, 3}, segment -> put(segment, dtype, 4, bits)));
        Path file = dir.resolve("model.safetensors");
        SafetensorsWriter.write(file, tensors);
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThatThrownBy(opened::requireFinite)
                    .hasMessageContaining("broken [2, 3]")
                    .hasMessageContaining("element 4")
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WEIGHTS_NOT_FINITE));
        }
        assertThatThrownBy(() -> SafetensorsWriter.writeFinite(dir.resolve("refused.safetensors"), tensors))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WEIGHTS_NOT_FINITE));
    }

    @Test
    void whatIsWrittenIsAlignedAndAlwaysTheSame() throws Exception {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("odd", TensorData.ofFloats(new long[] {3}, new float[3]));
        tensors.put("even", TensorData.ofFloats(new long[] {16, 2}, new float[32]));
        tensors.put("empty", TensorData.ofFloats(new long[] {0}, new float[0]));
        SafetensorsWriter.write(dir.resolve("one"), tensors);
        SafetensorsWriter.write(dir.resolve("two"), tensors);
        assertThat(dir.resolve("one")).hasSameBinaryContentAs(dir.resolve("two"));
        try (SafetensorsFile file = SafetensorsFile.open(dir.resolve("one"))) {
            assertThat(file.entry("even").offset() % 64).isZero();
            assertThat(file.names()).last().isEqualTo("odd");
        }
        assertThatThrownBy(() -> SafetensorsWriter.write(dir.resolve("one"), tensors))
                .as("an existing file is not overwritten")
                .isInstanceOf(CodedException.class);
    }

    @Test
    void whatLiesBehindTwoGibibytesIsRead() throws Exception {
        long hole = (1L << 31) + 64;
        String header = "{\"hole\":{\"dtype\":\"F16\",\"shape\":[" + hole / 2 + "],\"data_offsets\":[0," + hole + "]},"
                + "\"behind\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[" + hole + "," + (hole + 12) + "]}}";
        Path path = write(header, 0);
        ByteBuffer values = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        values.putFloat(1).putFloat(-2).putFloat(0.5f).flip();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) { // nothing is stored for the hole
            channel.write(values, 8 + header.length() + hole);
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("behind")).containsExactly(1, -2, 0.5f);
            assertThat(file.entry("hole").elements()).isEqualTo(hole / 2);
            assertThat(file.data("hole").get(ValueLayout.JAVA_BYTE, hole - 1)).isZero();
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        assertInvalid(path, "is it truncated?");
    }

    @Test
    void aHeaderFullOfOtherThingsTakesNoMemory() throws Exception {
        String filler = "[[],".repeat(400) + "[]" + "]".repeat(400);
        String header = "{\"__metadata__\":{\"a\":[" + (filler + ",").repeat(5_000) + "1]}," + GOOD.substring(1);
        try (SafetensorsFile file = SafetensorsFile.open(write(header, 16))) {
            assertThat(file.names()).containsExactly("a", "b");
        }
        assertInvalid(write("{" + "\"a\":{\"b\":".repeat(2_000), 16), "cannot be parsed");
    }

    private static void put(MemorySegment segment, Dtype dtype, long index, int bits) {
        if (dtype == Dtype.F32) {
            segment.setAtIndex(ValueLayout.JAVA_INT, index, bits);
        } else {
            segment.setAtIndex(ValueLayout.JAVA_SHORT, index, (short) bits);
        }
    }

    private Path write(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(dir.resolve("made.safetensors"), bytes.array());
    }

    private static void assertInvalid(Path file, String reason) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SAFETENSORS_INVALID));
    }
}
