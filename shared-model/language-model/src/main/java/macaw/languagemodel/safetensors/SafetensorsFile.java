package macaw.languagemodel.safetensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SequencedMap;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * A safetensors file, memory-mapped and checked: its header is believed only where it describes the file that is there,
 * whole, without holes and without overlaps. A file must not change while it is open.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final Path file;
    private final Arena arena;
    private final MemorySegment bytes;
    private final SequencedMap<String, TensorEntry> entries;

    private SafetensorsFile(Path file, Arena arena, MemorySegment bytes, SequencedMap<String, TensorEntry> entries) {
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
        this.entries = entries;
    }

    /** Maps a file and checks its header; {@code SAFETENSORS_INVALID} says what is wrong with which tensor. */
    @SuppressWarnings("MustBeClosedChecker") // close() closes the arena
    public static SafetensorsFile open(Path file) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            var safetensors = new SafetensorsFile(file, arena, bytes, SafetensorsHeader.read(file, bytes));
            opened = true;
            return safetensors;
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " cannot be read: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /** The file that was opened. */
    public Path file() {
        return file;
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
            throw new CodedException(ErrorCode.TENSOR_MISMATCH, file + " holds no tensor " + name);
        }
        return entry;
    }

    /** The bytes of a tensor, read-only, valid until {@link #close()}. */
    public MemorySegment data(String name) {
        TensorEntry entry = entry(name);
        return bytes.asSlice(entry.offset(), entry.length());
    }

    /** The numbers of a tensor as 32-bit floats, on the heap. */
    public float[] floats(String name) {
        return TensorNumbers.floats(entry(name), data(name));
    }

    /** Reads every number once; {@code WEIGHTS_NOT_FINITE} names the first tensor that holds NaN or infinity. */
    public void requireFinite() {
        for (TensorEntry entry : entries.values()) {
            TensorNumbers.requireFinite(entry, data(entry.name()));
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
