package macaw.languagemodel.safetensors;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A tensor about to be written: its shape, and a function that fills a segment of exactly {@link #bytes()} bytes, called
 * once, when it is this tensor's turn, so that only one tensor is ever held twice.
 *
 * @param dtype how its numbers are stored
 * @param shape its sizes, outermost first
 * @param fill writes the numbers, little-endian and row-major
 */
@SuppressWarnings("ArrayRecordComponent") // defensive copies below
public record TensorData(Dtype dtype, long[] shape, Consumer<MemorySegment> fill) {
    public TensorData {
        shape = shape.clone();
    }

    /** A tensor of 32-bit floats that lie on the heap. */
    public static TensorData ofFloats(long[] shape, float[] values) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (elements != values.length) {
            throw new IllegalArgumentException(
                    values.length + " values do not fill the shape " + Arrays.toString(shape));
        }
        return new TensorData(
                Dtype.F32,
                shape,
                segment ->
                        MemorySegment.copy(values, 0, segment, JAVA_FLOAT.withOrder(LITTLE_ENDIAN), 0, values.length));
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Its size when written. */
    public long bytes() {
        return Math.multiplyExact(Arrays.stream(shape).reduce(1, Math::multiplyExact), dtype.bytes());
    }
}
