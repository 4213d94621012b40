package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;
import java.util.function.IntUnaryOperator;
import macaw.languagemodel.Role;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.TensorData;

/**
 * How llama.cpp's converter moved the numbers of a tensor, undone.
 *
 * @param source the row of the file that becomes a row of the checkpoint; of a vector, the element
 * @param transposed whether the checkpoint has rows where the file has columns
 * @param shift added to each number
 */
record Arrangement(IntUnaryOperator source, boolean transposed, float shift) {
    private static final Arrangement NONE = new Arrangement(IntUnaryOperator.identity(), false, 0);

    /**
     * What was done to a tensor.
     *
     * @param heads query heads of a block
     * @param keyValueHeads key and value heads of a block
     */
    static Arrangement of(GgufArchitecture architecture, Role role, GgufTensor tensor, int heads, int keyValueHeads) {
        int rows = Math.toIntExact(tensor.shape()[0]);
        return switch (architecture) {
            case LLAMA ->
                switch (role) {
                    case QUERY -> rotaryHalves(rows, heads);
                    case KEY -> rotaryHalves(rows, keyValueHeads);
                    default -> NONE;
                };
            case GPT_NEOX ->
                role == Role.QUERY_KEY_VALUE && rows % (3 * heads) == 0
                        ? new Arrangement(interleavedByHead(heads, rows / (3 * heads)), false, 0)
                        : NONE;
            case GPT2 ->
                switch (role) {
                    case EMBEDDING, POSITION_EMBEDDING, LANGUAGE_MODEL_HEAD -> NONE;
                    default ->
                        tensor.shape().length == 2 ? new Arrangement(IntUnaryOperator.identity(), true, 0) : NONE;
                };
            case GEMMA, GEMMA2 ->
                switch (role) {
                    // llama.cpp keeps the gain, Hugging Face what is added to 1
                    case ATTENTION_NORM, POST_ATTENTION_NORM, FEED_FORWARD_NORM, POST_FEED_FORWARD_NORM, FINAL_NORM ->
                        new Arrangement(IntUnaryOperator.identity(), false, -1);
                    default -> NONE;
                };
            case QWEN2, QWEN3, PHI3 -> NONE;
        };
    }

    /** A head's rows lie in pairs that rotate together, as Meta has them; Hugging Face puts all first ones before all second ones. */
    private static Arrangement rotaryHalves(int rows, int heads) {
        int headSize = rows / heads;
        int half = headSize / 2;
        if (rows % heads != 0 || headSize % 2 != 0) {
            return NONE; // no such model; its shapes are refused
        }
        return new Arrangement(
                row -> row - row % headSize + row % headSize % half * 2 + row % headSize / half, false, 0);
    }

    /** All queries, then all keys, then all values; Hugging Face has the three of each head together. */
    private static IntUnaryOperator interleavedByHead(int heads, int headSize) {
        return row -> {
            int head = row / (3 * headSize);
            int part = row / headSize % 3;
            return (part * heads + head) * headSize + row % headSize;
        };
    }

    /** The tensor as the checkpoint has it; dequantised when its turn to be written comes. */
    TensorData data(GgufFile file, GgufTensor tensor) {
        long[] shape = tensor.shape();
        if (transposed) {
            shape = new long[] {shape[1], shape[0]};
        }
        Dtype dtype = shift == 0 ? tensor.type().dtype() : Dtype.F32;
        return new TensorData(dtype, shape, segment -> fill(segment, dtype, file, tensor));
    }

    private void fill(MemorySegment segment, Dtype dtype, GgufFile file, GgufTensor tensor) {
        if (tensor.shape().length == 1) {
            float[] numbers = file.row(tensor.name(), 0);
            for (int i = 0; i < numbers.length; i++) {
                put(segment, dtype, i, numbers[source.applyAsInt(i)]);
            }
            return;
        }
        int rows = (int) tensor.rows();
        long columns = tensor.rowElements();
        for (int row = 0; row < rows; row++) {
            float[] numbers = file.row(tensor.name(), source.applyAsInt(row));
            for (int column = 0; column < columns; column++) {
                long index = transposed ? (long) column * rows + row : row * columns + column;
                put(segment, dtype, index, numbers[column]);
            }
        }
    }

    /** What was 16 bits wide becomes that again, to the bit. */
    private void put(MemorySegment segment, Dtype dtype, long index, float number) {
        switch (dtype) {
            case F32 -> segment.set(Dequantiser.FLOAT, 4 * index, number + shift);
            case F16 -> segment.set(Dequantiser.SHORT, 2 * index, Float.floatToFloat16(number));
            case BF16 -> segment.set(Dequantiser.SHORT, 2 * index, (short) (Float.floatToRawIntBits(number) >>> 16));
        }
    }
}
