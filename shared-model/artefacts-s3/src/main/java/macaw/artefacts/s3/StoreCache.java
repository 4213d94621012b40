package macaw.artefacts.s3;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Sealed;
import macaw.artefacts.Staged;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Copies of sealed folders in a directory of this process, one directory each, called by the SHA-256 of its manifest. Whoever
 * reads one holds it; of those that nobody holds the least recently used goes when there is no room. What is being written has
 * a hidden name and is swept by the next start. Thread-safe.
 */
final class StoreCache implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StoreCache.class.getName());
    private static final Pattern COPY = Pattern.compile("[0-9a-f]{64}");
    private static final String LOCK = ".lock";

    private final Path directory;
    private final long bound;
    private final FileChannel lockFile;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Copy> copies = new HashMap<>();
    private long uses;

    /** A copy that is there or being made. */
    private static final class Copy {
        /** Held while it is made, verified or thrown away: others who want it wait. */
        final ReentrantLock making = new ReentrantLock();

        long bytes;
        boolean present;
        /** Its folder is gone from the store. */
        boolean unwanted;

        int holders;
        long lastUse;
    }

    /** Puts a folder's files into an empty directory, each verified. */
    interface Filler {
        void fill(Path directory) throws IOException;
    }

    /** Looks whether a copy is still what it should be. */
    interface Check {
        boolean intact(Path directory) throws IOException;
    }

    /**
     * The copies in a directory, which is made if it is not there.
     *
     * @param bound bytes of all copies together; what is in use stays, whatever it takes
     * @throws CodedException SETTINGS_INVALID when the directory cannot be used, or another process uses it
     */
    StoreCache(Path directory, long bound) {
        this.directory = directory.toAbsolutePath().normalize();
        this.bound = bound;
        try {
            Files.createDirectories(this.directory);
            this.lockFile = lock(this.directory);
            sweep();
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "the directory for local copies " + this.directory + " cannot be used (MACAW_S3_CACHE_DIR): " + e,
                    e);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            LOG.log(Level.DEBUG, "another store of this process holds {0}", directory);
        }
        channel.close();
        throw new CodedException(
                ErrorCode.SETTINGS_INVALID,
                "the directory for local copies " + directory
                        + " is used by another process: each needs one of its own (MACAW_S3_CACHE_DIR)");
    }

    /** Keeps whole copies of an earlier process, the most recently used ones, and deletes what it left half-done. */
    private void sweep() throws IOException {
        List<Path> found;
        try (Stream<Path> children = Files.list(directory)) {
            found = children.toList();
        }
        List<Path> whole = new ArrayList<>();
        for (Path child : found) {
            if (COPY.matcher(child.getFileName().toString()).matches()) {
                whole.add(child);
            } else if (!child.getFileName().toString().equals(LOCK)) {
                Staged.deleteTree(child);
            }
        }
        Map<Path, FileTime> used = new HashMap<>();
        for (Path child : whole) {
            used.put(child, Files.getLastModifiedTime(child));
        }
        whole.sort(Comparator.comparing(used::get));
        for (Path child : whole) {
            Copy copy = new Copy();
            copy.present = true;
            copy.bytes = bytes(child);
            copy.lastUse = ++uses;
            copies.put(child.getFileName().toString(), copy);
        }
        makeRoom(0);
    }

    /** A fresh directory that the next start deletes if this one does not. */
    Path temporary(String purpose) throws IOException {
        return Files.createDirectory(directory.resolve("." + purpose + "-" + UUID.randomUUID()));
    }

    /** Takes a folder's files over as its copy, from a temporary directory; what is there already stays. */
    void keep(Sealed content, Path files) throws IOException {
        getOrMake(content, target -> move(files, target), here -> true).close();
    }

    /** Whether there is a copy, as far as one can tell without waiting. */
    boolean has(Sealed content) {
        lock.lock();
        try {
            Copy copy = copies.get(content.sha256());
            return copy != null && copy.present;
        } finally {
            lock.unlock();
        }
    }

    /** A folder's copy, made if there is none or it is not intact. Threads that want the same one wait for the first. */
    LocalCopy get(Sealed content, Filler filler, Check check) throws IOException {
        return getOrMake(
                content,
                target -> {
                    Path fresh = temporary("download");
                    try {
                        filler.fill(fresh);
                        move(fresh, target);
                    } finally {
                        Staged.deleteTree(fresh);
                    }
                },
                check);
    }

    private LocalCopy getOrMake(Sealed content, Filler make, Check check) throws IOException {
        Path target = directory.resolve(content.sha256());
        Copy copy = hold(content.sha256());
        boolean usable = false;
        copy.making.lock();
        try {
            if (copy.present && !check.intact(target)) {
                LOG.log(Level.WARNING, "the local copy of {0} is damaged and fetched again", content.folder());
                discard(copy, target);
            }
            if (!copy.present) {
                reserve(copy, content.manifest().totalSize());
                make.fill(target);
                copy.present = true;
            }
            usable = true;
            return new LocalCopy(target, () -> release(copy, target));
        } finally {
            copy.making.unlock();
            if (!usable) {
                release(copy, target);
            }
        }
    }

    private Copy hold(String sha256) {
        lock.lock();
        try {
            Copy copy = copies.computeIfAbsent(sha256, unseen -> new Copy());
            copy.holders++;
            copy.unwanted = false;
            copy.lastUse = ++uses;
            return copy;
        } finally {
            lock.unlock();
        }
    }

    private void release(Copy copy, Path target) {
        lock.lock();
        try {
            copy.holders--;
            copy.lastUse = ++uses;
            if (copy.present && copy.unwanted && copy.holders == 0) {
                remove(target.getFileName().toString());
            } else if (copy.present) {
                // what the next start goes by
                Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
            } else if (copy.holders == 0) {
                copies.remove(target.getFileName().toString(), copy);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} is not as it should be after its use: {1}", target, e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the copy of a folder that is gone from the store, as soon as nobody holds it. */
    void drop(String sha256) throws IOException {
        lock.lock();
        try {
            Copy copy = copies.get(sha256);
            if (copy == null) {
                return;
            }
            copy.unwanted = true;
            if (copy.present && copy.holders == 0) {
                remove(sha256);
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(String sha256) throws IOException {
        copies.remove(sha256);
        delete(directory.resolve(sha256));
    }

    private void reserve(Copy copy, long bytes) throws IOException {
        lock.lock();
        try {
            copy.bytes = 0;
            makeRoom(bytes);
            copy.bytes = bytes;
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom(long wanted) throws IOException {
        long used = copies.values().stream().mapToLong(copy -> copy.bytes).sum();
        while (used + wanted > bound) {
            Optional<Map.Entry<String, Copy>> eldest = copies.entrySet().stream()
                    .filter(entry -> entry.getValue().present && entry.getValue().holders == 0)
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastUse));
            if (eldest.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "local copies in use take {0} bytes, more than MACAW_S3_CACHE_BYTES ({1}) allows",
                        used + wanted,
                        bound);
                return;
            }
            used -= eldest.get().getValue().bytes;
            remove(eldest.get().getKey());
        }
    }

    private void discard(Copy copy, Path target) throws IOException {
        lock.lock();
        try {
            copy.present = false;
            copy.bytes = 0;
        } finally {
            lock.unlock();
        }
        delete(target);
    }

    /** First out of the way in one step, so that a kill leaves no half copy under its name. */
    private void delete(Path copy) throws IOException {
        Path hidden = directory.resolve(".gone-" + UUID.randomUUID());
        Files.move(copy, hidden, StandardCopyOption.ATOMIC_MOVE);
        Staged.deleteTree(hidden);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static long bytes(Path copy) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(copy)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
        }
        return bytes;
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    /** Lets another process have the directory. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} stays locked: {1}", directory, e.getMessage());
        }
    }
}
