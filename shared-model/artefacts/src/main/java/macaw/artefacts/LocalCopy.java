package macaw.artefacts;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A sealed folder's files on this machine, read-only. They stay until it is closed; afterwards a store that is elsewhere may
 * take the place for others. Nothing but the files that the manifest names may be read there.
 */
public final class LocalCopy implements AutoCloseable {
    private final Path directory;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Files that are there until somebody closes this.
     *
     * @param release called once, by the first close
     */
    public LocalCopy(Path directory, Runnable release) {
        this.directory = directory;
        this.release = release;
    }

    /** Where the files are. */
    public Path directory() {
        return directory;
    }

    /** Where a file is. */
    public Path resolve(String file) {
        return directory.resolve(file);
    }

    /** The files may go. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
