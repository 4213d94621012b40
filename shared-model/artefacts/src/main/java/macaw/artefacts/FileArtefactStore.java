package macaw.artefacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The store in a directory of this machine or of a volume that many mount. The directory has to exist: one that is
 * missing is a volume that is not mounted, never a store to be made.
 *
 * <p>A small file appears whole: it is written under a hidden name, made durable and hard-linked to its own name, which
 * fails when that is taken. Hidden names are swept by nobody's reads: {@link #list} leaves them out.
 */
public final class FileArtefactStore implements ArtefactStore {
    private static final int LOCKS = 64;

    private final Path root;
    /** Within this process two writers of one folder wait for each other; between processes the second look at the files tells. */
    private final ReentrantLock[] sealing =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    /** The store in this directory. */
    public FileArtefactStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public Sealed seal(StorePath folder, Provenance provenance, FolderWriter writer) {
        ReentrantLock lock = sealing[Math.floorMod(folder.hashCode(), sealing.length)];
        lock.lock();
        try {
            return guarded(folder, () -> sealAlone(folder, provenance, writer));
        } finally {
            lock.unlock();
        }
    }

    private Sealed sealAlone(StorePath folder, Provenance provenance, FolderWriter writer) throws IOException {
        requireRoot();
        Path directory = local(folder);
        if (hasReadableManifest(folder)) {
            return requireSame(folder, stagedManifest(folder, provenance, writer));
        }
        Staged.deleteTree(directory);
        createDirectories(directory);
        writer.write(directory);
        if (Files.exists(directory.resolve(Manifest.FILE))) {
            throw writtenByAnother(folder);
        }
        List<FileEntry> entries = forced(directory);
        Set<Object> files = fileKeys(directory, entries);
        byte[] manifest = ManifestJson.write(new Manifest(folder, provenance, entries));
        if (!createWhole(directory.resolve(Manifest.FILE), manifest)) {
            return requireSame(folder, manifest);
        }
        if (!fileKeys(directory, entries).equals(files)) {
            Files.delete(directory.resolve(Manifest.FILE));
            throw writtenByAnother(folder);
        }
        return requireSame(folder, manifest);
    }

    /** Brings the folder onto the disk and meanwhile hashes what is in it. */
    private static List<FileEntry> forced(Path directory) throws IOException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<FileEntry>> entries = threads.submit(() -> Staged.entries(directory));
            forceTree(directory);
            return entries.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException hashing -> throw hashing;
                case RuntimeException hashing -> throw hashing;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    /** Which files these are, whatever they hold: another process that took the folder for rubbish has put others in their place. */
    private static Set<Object> fileKeys(Path directory, List<FileEntry> entries) throws IOException {
        Set<Object> keys = new HashSet<>();
        for (FileEntry entry : entries) {
            try {
                keys.add(Optional.ofNullable(
                        Files.readAttributes(directory.resolve(entry.name()), BasicFileAttributes.class)
                                .fileKey()));
            } catch (NoSuchFileException replaced) {
                keys.add("missing " + entry.name());
            }
        }
        return keys;
    }

    /** What the manifest would be, without touching what is sealed. */
    private byte[] stagedManifest(StorePath folder, Provenance provenance, FolderWriter writer) throws IOException {
        Path staging = local(folder).resolveSibling(hidden("staging"));
        try {
            Files.createDirectories(staging);
            writer.write(staging);
            return ManifestJson.write(new Manifest(folder, provenance, Staged.entries(staging)));
        } finally {
            Staged.deleteTree(staging);
        }
    }

    private Sealed requireSame(StorePath folder, byte[] wanted) throws IOException {
        return Verification.requireSame(identified(folder), wanted);
    }

    @Override
    public Optional<Sealed> find(StorePath folder) {
        return guarded(folder, () -> {
            try {
                return Optional.of(identified(folder));
            } catch (NoSuchFileException absent) {
                return Optional.empty();
            }
        });
    }

    @Override
    public LocalCopy open(StorePath folder, String manifestSha256, Predicate<String> files) {
        return guarded(folder, () -> {
            Path directory = local(folder);
            Sealed present = find(folder).orElseThrow(() -> Verification.unknown(folder));
            Verification.requireManifest(present, manifestSha256);
            for (FileEntry file : present.manifest().files()) {
                if (files.test(file.name())) {
                    Verification.requireFile(folder, directory, file);
                }
            }
            return new LocalCopy(directory, () -> {});
        });
    }

    @Override
    public LocalCopy local(Sealed content) {
        return new LocalCopy(local(content.folder()), () -> {});
    }

    @Override
    public List<String> list(StorePath folder) {
        return guarded(folder, () -> {
            requireRoot();
            try (Stream<Path> children = Files.list(local(folder))) {
                return children.map(child -> child.getFileName().toString())
                        .filter(name -> !name.startsWith("."))
                        .sorted()
                        .toList();
            } catch (NoSuchFileException | NotDirectoryException absent) {
                return List.of();
            }
        });
    }

    @Override
    public boolean create(StorePath file, byte[] content) {
        return guarded(file, () -> {
            requireRoot();
            Path path = local(file);
            createDirectories(parent(path));
            return createWhole(path, content);
        });
    }

    @Override
    public Optional<byte[]> read(StorePath file) {
        return guarded(file, () -> {
            requireRoot();
            return readIfPresent(local(file));
        });
    }

    @Override
    public void remove(StorePath folder) {
        guarded(folder, () -> {
            Path directory = local(folder);
            if (Files.deleteIfExists(directory.resolve(Manifest.FILE))) {
                force(directory);
            }
            Staged.deleteTree(directory);
            return true;
        });
    }

    @Override
    public void requireWritable() {
        try {
            requireRoot();
            Path probe = root.resolve(hidden("probe"));
            Files.createFile(probe);
            Files.delete(probe);
        } catch (IOException e) {
            throw unavailable("cannot be written", e);
        }
    }

    private Path local(StorePath path) {
        return root.resolve(path.toString());
    }

    private void requireRoot() {
        if (!Files.isDirectory(root)) {
            throw new CodedException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the store directory " + root
                            + (Files.exists(root) ? " is a file, not a directory" : " is not there"));
        }
    }

    /** A truncated manifest is rubbish like a missing one. */
    private boolean hasReadableManifest(StorePath folder) throws IOException {
        try {
            identified(folder);
            return true;
        } catch (NoSuchFileException | CodedException unreadable) {
            return false;
        }
    }

    private static Optional<byte[]> readIfPresent(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** Throws NoSuchFileException where there is no manifest. */
    private Sealed identified(StorePath folder) throws IOException {
        Path file = local(folder).resolve(Manifest.FILE);
        byte[] manifest = Files.readAllBytes(file);
        return new Sealed(
                ManifestJson.read(folder, manifest),
                Hashes.sha256(manifest),
                Files.getLastModifiedTime(file).toInstant());
    }

    private boolean createWhole(Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling(hidden("new"));
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException taken) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(parent(target));
        return true;
    }

    private void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        createDirectories(parent(directory));
        Files.createDirectories(directory);
        force(parent(directory));
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "everything in the store is below its root");
    }

    private static void forceTree(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                // entries() refuses what is neither; opening it could wait for ever
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    force(path);
                }
            }
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String hidden(String purpose) {
        return "." + purpose + "-" + UUID.randomUUID();
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private <T> T guarded(StorePath place, Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw unavailable("failed at " + place, e);
        } catch (UncheckedIOException e) {
            throw unavailable("failed at " + place, e);
        }
    }

    private CodedException unavailable(String what, Exception cause) {
        return new CodedException(
                ErrorCode.STORE_UNAVAILABLE, "the store " + root + " " + what + ": " + cause.getMessage(), cause);
    }

    /** Who tries again finds what the other has made of it. */
    private static CodedException writtenByAnother(StorePath folder) {
        return new CodedException(
                ErrorCode.STORE_UNAVAILABLE, "another process wrote into " + folder + " at the same time");
    }
}
