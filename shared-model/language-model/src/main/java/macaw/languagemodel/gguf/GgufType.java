package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import macaw.languagemodel.safetensors.Dtype;

/** How the numbers of a tensor in a GGUF file are stored: alone, or in blocks that share a scale. */
public enum GgufType {
    /** IEEE 754 binary32. */
    F32(0, 1, 4, (bytes, at, numbers, from) -> numbers[from] = bytes.get(Dequantiser.FLOAT, at)),
    /** IEEE 754 binary16. */
    F16(1, 1, 2, (bytes, at, numbers, from) -> numbers[from] = Dequantiser.half(bytes, at)),
    /** See {@link Q40}. */
    Q4_0(2, 32, 18, Q40::block),
    /** See {@link Q41}. */
    Q4_1(3, 32, 20, Q41::block),
    /** See {@link Q50}. */
    Q5_0(6, 32, 22, Q50::block),
    /** See {@link Q80}. */
    Q8_0(8, 32, 34, Q80::block),
    /** See {@link Q4K}. */
    Q4_K(12, 256, 144, Q4K::block),
    /** See {@link Q5K}. */
    Q5_K(13, 256, 176, Q5K::block),
    /** See {@link Q6K}. */
    Q6_K(14, 256, 210, Q6K::block),
    /** The upper half of a binary32. */
    BF16(
            30,
            1,
            2,
            (bytes, at, numbers, from) -> numbers[from] = Float.intBitsToFloat(bytes.get(Dequantiser.SHORT, at) << 16));

    private final int id;
    private final int blockElements;
    private final int blockBytes;
    private final Dequantiser dequantiser;

    GgufType(int id, int blockElements, int blockBytes, Dequantiser dequantiser) {
        this.id = id;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.dequantiser = dequantiser;
    }

    /** The type with ggml's number, or empty when it is none of these. */
    static Optional<GgufType> ofId(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    /** All of them, for a message. */
    static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    /** How many numbers share a block; a row is a whole number of blocks. */
    public int blockElements() {
        return blockElements;
    }

    /** Size of a block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** What a checkpoint keeps its numbers as: 16 bits where they were that, else 32. */
    public Dtype dtype() {
        return switch (this) {
            case F16 -> Dtype.F16;
            case BF16 -> Dtype.BF16;
            case F32, Q4_0, Q4_1, Q5_0, Q8_0, Q4_K, Q5_K, Q6_K -> Dtype.F32;
        };
    }

    /** Reads {@code numbers.length} numbers, a whole number of blocks, that begin at a byte of a tensor. */
    void dequantise(MemorySegment bytes, long at, float[] numbers) {
        for (int from = 0; from < numbers.length; from += blockElements) {
            dequantiser.block(bytes, at + (long) (from / blockElements) * blockBytes, numbers, from);
        }
    }
}
