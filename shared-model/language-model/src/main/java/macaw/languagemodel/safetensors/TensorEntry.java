package macaw.languagemodel.safetensors;

import java.nio.file.Path;

/**
 * Where a tensor lies.
 *
 * @param name the tensor's name in its file
 * @param dtype how its numbers are stored
 * @param shape its sizes, outermost first
 * @param file the safetensors file that holds it
 * @param offset of its first byte from the start of the file, so that ONNX external data can point at it
 * @param length in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // defensive copies below
public record TensorEntry(String name, Dtype dtype, long[] shape, Path file, long offset, long length) {
    public TensorEntry {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** How many numbers it holds. */
    public long elements() {
        return length / dtype.bytes();
    }
}
