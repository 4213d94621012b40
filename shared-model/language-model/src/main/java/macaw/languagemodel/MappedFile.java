package macaw.languagemodel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The bytes of a file, memory-mapped and read-only, until it is closed. The file must not change meanwhile. */
public final class MappedFile implements AutoCloseable {
    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;

    private MappedFile(Path path, Arena arena, MemorySegment bytes) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
    }

    /**
     * Maps a file and makes something of it, which closes it in the end; closes it here where that fails.
     *
     * @throws CodedException CHECKPOINT_INVALID where the file cannot be read
     */
    @SuppressWarnings("MustBeClosedChecker") // whatever is made of it closes the arena
    public static <T> T open(Path path, Function<MappedFile, T> reader) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            T read = reader.apply(
                    new MappedFile(path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)));
            opened = true;
            return read;
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, path + " cannot be read: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** All of its bytes. */
    public MemorySegment bytes() {
        return bytes;
    }

    @Override
    public void close() {
        arena.close();
    }
}
