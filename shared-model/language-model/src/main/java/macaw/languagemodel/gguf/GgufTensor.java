package macaw.languagemodel.gguf;

/**
 * Where a tensor lies in a GGUF file.
 *
 * @param name its name, "blk.0.attn_q.weight" for instance
 * @param type how its numbers are stored
 * @param shape its sizes, outermost first (a GGUF file has them the other way round)
 * @param offset of its first byte from the start of the file
 * @param length in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // defensive copies below
public record GgufTensor(String name, GgufType type, long[] shape, long offset, long length) {
    public GgufTensor {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Length of a row, its innermost size. */
    int rowElements() {
        return Math.toIntExact(shape[shape.length - 1]);
    }

    /** Size of a row. */
    long rowBytes() {
        return (long) rowElements() / type.blockElements() * type.blockBytes();
    }

    /** How many rows there are, all outer sizes together; 1 for a vector. */
    long rows() {
        return length / rowBytes();
    }
}
