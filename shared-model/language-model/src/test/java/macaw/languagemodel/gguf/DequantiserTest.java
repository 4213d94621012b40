package macaw.languagemodel.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DequantiserTest {
    /** gguf_blocks.json: random blocks and what the Python package gguf 0.19.0 makes of them, as the bits of floats. */
    static Stream<JsonNode> blocks() throws Exception {
        List<JsonNode> cases = new ArrayList<>();
        new ObjectMapper()
                .readTree(DequantiserTest.class.getResource("/gguf_blocks.json"))
                .forEach(cases::add);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void randomBlocksGiveTheBitsThatThePythonPackageGives(JsonNode expected) {
        GgufType type = GgufType.valueOf(expected.get("type").asText());
        byte[] bytes = HexFormat.of().parseHex(expected.get("bytes").asText());
        float[] numbers = new float[expected.get("floatBits").size()];
        assertThat(numbers).hasSize(bytes.length / type.blockBytes() * type.blockElements());
        type.dequantise(MemorySegment.ofArray(bytes), 0, numbers);
        for (int i = 0; i < numbers.length; i++) {
            assertThat(Float.floatToRawIntBits(numbers[i]))
                    .as("%s number %d", type, i)
                    .isEqualTo(expected.get("floatBits").get(i).asInt());
        }
    }

    @Test
    void aBlockOfQ40() {
        ByteBuffer block = block(18).putShort(half(0.5f));
        block.put((byte) 0xf0); // number 0 is 0 - 8, number 16 is 15 - 8
        block.put((byte) 0x8a); // number 1 is 10 - 8, number 17 is 8 - 8
        float[] numbers = read(GgufType.Q4_0, block);
        assertThat(numbers[0]).isEqualTo(-4);
        assertThat(numbers[16]).isEqualTo(3.5f);
        assertThat(numbers[1]).isEqualTo(1);
        assertThat(numbers[17]).isEqualTo(0);
        assertThat(numbers[2]).isEqualTo(-4);
    }

    @Test
    void aBlockOfQ41() {
        ByteBuffer block = block(20).putShort(half(0.25f)).putShort(half(-2)).put((byte) 0xf3);
        float[] numbers = read(GgufType.Q4_1, block);
        assertThat(numbers[0]).isEqualTo(0.75f - 2);
        assertThat(numbers[16]).isEqualTo(3.75f - 2);
        assertThat(numbers[31]).isEqualTo(-2);
    }

    @Test
    void aBlockOfQ50() {
        ByteBuffer block = block(22).putShort(half(2)).putInt(1 | 1 << 17).put((byte) 0x21);
        float[] numbers = read(GgufType.Q5_0, block);
        assertThat(numbers[0]).as("1 + 16, less 16").isEqualTo(2);
        assertThat(numbers[16]).as("2, less 16").isEqualTo(-28);
        assertThat(numbers[17]).as("16, less 16").isEqualTo(0);
    }

    @Test
    void aBlockOfQ80() {
        ByteBuffer block = block(34).putShort(half(0.125f)).put((byte) -128).put((byte) 127);
        float[] numbers = read(GgufType.Q8_0, block);
        assertThat(numbers[0]).isEqualTo(-16);
        assertThat(numbers[1]).isEqualTo(15.875f);
        assertThat(numbers[31]).isEqualTo(0);
    }

    @Test
    void aBlockOfQ4K() {
        ByteBuffer block = block(144).putShort(half(1)).putShort(half(0.5f));
        block.put(4, (byte) 0b10_000011); // scale 0 is 3; the upper bits of scale 4 are 2
        block.put(8, (byte) 0b01_000100); // minimum 0 is 4; the upper bits of minimum 4 are 1
        block.put(12, (byte) 0x75); // scale 4 is 2·16 + 5, minimum 4 is 1·16 + 7
        block.put(16, (byte) 0x0e); // group 0, number 0 is 14
        block.put(16 + 64, (byte) 0x09); // group 4, number 0 is 9
        float[] numbers = read(GgufType.Q4_K, block);
        assertThat(numbers[0]).isEqualTo(3 * 14 - 0.5f * 4);
        assertThat(numbers[1]).isEqualTo(-0.5f * 4);
        assertThat(numbers[128]).isEqualTo(37 * 9 - 0.5f * 23);
        assertThat(numbers[32]).as("group 1 has scale and minimum 0").isEqualTo(0);
    }

    @Test
    void aBlockOfQ6K() {
        ByteBuffer block = block(210);
        block.put(0, (byte) 0x4f); // lower bits: number 0 is 15, number 64 is 4
        block.put(128, (byte) 0b00_01_00_10); // upper bits: number 0 has 2, number 64 has 1
        block.put(192, (byte) 3).put(192 + 4, (byte) -2); // the scales of numbers 0 to 15 and 64 to 79
        block.putShort(208, half(0.5f));
        float[] numbers = read(GgufType.Q6_K, block);
        assertThat(numbers[0]).isEqualTo(0.5f * 3 * (15 + 32 - 32));
        assertThat(numbers[64]).isEqualTo(0.5f * -2 * (4 + 16 - 32));
        assertThat(numbers[1]).isEqualTo(0.5f * 3 * -32);
        assertThat(numbers[16]).isEqualTo(0);
    }

    private static ByteBuffer block(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static short half(float value) {
        return Float.floatToFloat16(value);
    }

    private static float[] read(GgufType type, ByteBuffer block) {
        assertThat(block.capacity()).isEqualTo(type.blockBytes());
        float[] numbers = new float[type.blockElements()];
        type.dequantise(MemorySegment.ofArray(block.array()), 0, numbers);
        return numbers;
    }
}
