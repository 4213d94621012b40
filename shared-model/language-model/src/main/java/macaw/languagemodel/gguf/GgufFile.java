package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.MappedFile;

/**
 * A GGUF file (version 2 or 3), memory-mapped and checked: its header is believed only where it describes the file that
 * is there, whole and without overlaps. A file must not change while it is open.
 */
public final class GgufFile implements AutoCloseable {
    private final MappedFile mapped;
    private final GgufMetadata metadata;
    private final SequencedMap<String, GgufTensor> tensors;

    private GgufFile(MappedFile mapped, GgufHeader.Content header) {
        this.mapped = mapped;
        this.metadata = header.metadata();
        this.tensors = header.tensors();
    }

    /** Maps a file and checks its header; {@code GGUF_INVALID} says what is wrong with which key or tensor. */
    public static GgufFile open(Path file) {
        return MappedFile.open(file, mapped -> new GgufFile(mapped, GgufHeader.read(file, mapped.bytes())));
    }

    /** Its tensors in the order in which they lie. */
    public SequencedCollection<GgufTensor> tensors() {
        return Collections.unmodifiableSequencedCollection(tensors.sequencedValues());
    }

    /** Whether it holds a tensor of this name. */
    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /** Where a tensor lies; {@code TENSOR_MISMATCH} when there is none of that name. */
    public GgufTensor tensor(String name) {
        GgufTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CodedException(ErrorCode.TENSOR_MISMATCH, file() + " holds no tensor " + name);
        }
        return tensor;
    }

    /** The bytes of a tensor as they are stored, read-only, valid until {@link #close()}. */
    public MemorySegment data(String name) {
        GgufTensor tensor = tensor(name);
        return mapped.bytes().asSlice(tensor.offset(), tensor.length());
    }

    /** One row of a tensor as 32-bit floats. */
    public float[] row(String name, long row) {
        GgufTensor tensor = tensor(name);
        float[] numbers = new float[tensor.rowElements()];
        tensor.type().dequantise(data(name), row * tensor.rowBytes(), numbers);
        return numbers;
    }

    /** What it says of itself. */
    GgufMetadata metadata() {
        return metadata;
    }

    /** The file that was opened. */
    Path file() {
        return mapped.path();
    }

    @Override
    public void close() {
        mapped.close();
    }
}
