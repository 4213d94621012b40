package macaw.languagemodel.safetensors;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.MappedFile;

/**
 * A safetensors file, memory-mapped and checked: its header is believed only where it describes the file that is there,
 * whole, without holes and without overlaps. A file must not change while it is open.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final MappedFile mapped;
    private final SequencedMap<String, TensorEntry> entries;

    private SafetensorsFile(MappedFile mapped, SequencedMap<String, TensorEntry> entries) {
        this.mapped = mapped;
        this.entries = entries;
    }

    /** Maps a file and checks its header; {@code SAFETENSORS_INVALID} says what is wrong with which tensor. */
    public static SafetensorsFile open(Path file) {
        return MappedFile.open(
                file, mapped -> new SafetensorsFile(mapped, SafetensorsHeader.read(file, mapped.bytes())));
    }

    /** The file that was opened. */
    public Path file() {
        return mapped.path();
    }

    /** The names of its tensors in the order in which they lie. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** Whether it holds a tensor of this name. */
    public boolean contains(String name) {
        return entries.containsKey(name);
    }

    /** Where a tensor lies; {@code TENSOR_MISMATCH} when there is none of that name. */
    public TensorEntry entry(String name) {
        TensorEntry entry = entries.get(name);
        if (entry == null) {
            throw new CodedException(ErrorCode.TENSOR_MISMATCH, file() + " holds no tensor " + name);
        }
        return entry;
    }

    /** The bytes of a tensor, read-only, valid until {@link #close()}. */
    public MemorySegment data(String name) {
        TensorEntry entry = entry(name);
        return mapped.bytes().asSlice(entry.offset(), entry.length());
    }

    /** The numbers of a tensor as 32-bit floats, on the heap. */
    public float[] floats(String name) {
        return TensorNumbers.floats(entry(name), data(name));
    }

    /** Writes numbers of a tensor from {@code from} on as 32-bit floats, in this machine's byte order, as many as the segment has room for. */
    public void floats(String name, long from, MemorySegment into) {
        TensorNumbers.floats(entry(name), data(name), from, into);
    }

    /** Reads every number once; {@code WEIGHTS_NOT_FINITE} names the first tensor that holds NaN or infinity. */
    public void requireFinite() {
        entries.keySet().forEach(this::requireFinite);
    }

    /** The same for one tensor. */
    public void requireFinite(String name) {
        TensorNumbers.requireFinite(entry(name), data(name));
    }

    @Override
    public void close() {
        mapped.close();
    }
}
