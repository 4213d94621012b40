package macaw.artefacts.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FileEntry;
import macaw.artefacts.FolderWriter;
import macaw.artefacts.Hashes;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Manifest;
import macaw.artefacts.ManifestJson;
import macaw.artefacts.Provenance;
import macaw.artefacts.Sealed;
import macaw.artefacts.Staged;
import macaw.artefacts.StorePath;
import macaw.artefacts.Verification;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The store in a bucket, with the same names as in a directory. No object is ever overwritten: each is created with {@code
 * If-None-Match: *}, so two writers of one folder cannot tear each other's files. Whoever finds one of its names taken by other
 * bytes, of a writer that died or of one beside it, puts its files into a hidden folder inside, {@code .HASH/}, and says so in
 * the metadata of the manifest. Which of the writers counts is decided by who created the manifest (ADR 0009).
 */
public final class S3ArtefactStore implements ArtefactStore, AutoCloseable {
    /** Metadata of a manifest: the folder inside that holds the files, where they do not lie beside it. */
    static final String PLACE = "macaw-place";

    private static final System.Logger LOG = System.getLogger(S3ArtefactStore.class.getName());
    private static final int LOCKS = 64;
    private static final int PLACE_LENGTH = 16;

    private final Bucket bucket;
    private final Transfers transfers;
    private final StoreCache cache;
    private final AtomicBoolean exclusive = new AtomicBoolean();
    private final ReentrantLock[] sealing =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    /**
     * The store in this bucket. Nothing is asked of the bucket yet.
     *
     * @param cacheDirectory for local copies; of this process alone
     * @param cacheBytes of all local copies together
     * @throws CodedException SETTINGS_INVALID
     */
    public S3ArtefactStore(S3Location location, S3Limits limits, Path cacheDirectory, long cacheBytes) {
        this.cache = new StoreCache(cacheDirectory, cacheBytes);
        this.bucket = new Bucket(S3Clients.open(location, limits), location, limits);
        this.transfers = new Transfers(bucket, limits);
    }

    /** A sealed folder and where its files are. */
    private record Located(Sealed content, String place) {}

    @Override
    public Sealed seal(StorePath folder, Provenance provenance, FolderWriter writer) {
        ReentrantLock lock = sealing[Math.floorMod(folder.hashCode(), sealing.length)];
        lock.lock();
        try {
            return guarded(() -> {
                Path staging = cache.temporary("staging");
                try {
                    return sealStaged(folder, provenance, writer, staging);
                } finally {
                    Staged.deleteTree(staging);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private Sealed sealStaged(StorePath folder, Provenance provenance, FolderWriter writer, Path staging)
            throws IOException {
        requireExclusiveWrites();
        Optional<Bucket.Whole> before = bucket.read(manifestKey(folder));
        Optional<Sealed> sealed = before.flatMap(manifest -> readable(folder, manifest));
        writer.write(staging);
        List<FileEntry> files = Staged.entries(staging);
        byte[] manifest = ManifestJson.write(new Manifest(folder, provenance, files));
        if (sealed.isPresent()) {
            return kept(Verification.requireSame(sealed.get(), manifest), staging);
        }
        String place = upload(folder, staging, files, Hashes.sha256(manifest));
        Map<String, String> described = place.isEmpty() ? Map.of() : Map.of(PLACE, place);
        String key = manifestKey(folder);
        boolean ours = before.isPresent()
                ? bucket.replace(key, before.get().object().etag(), manifest, described)
                : bucket.create(key, manifest, described);
        Sealed there = Verification.requireSame(
                located(folder).orElseThrow(() -> tornApart(folder)).content(), manifest);
        if (ours) {
            requireWhole(folder, place, files);
        }
        return kept(there, staging);
    }

    /** What this process has just written it need not fetch; where the disk has no room for that, the folder is sealed all the same. */
    private Sealed kept(Sealed content, Path staging) {
        try {
            cache.keep(content, staging);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} is sealed, but not kept in {1}: {2}", content.folder(), cache, e.getMessage());
        }
        return content;
    }

    /** Puts the files beside the manifest, or, where a name is taken by other bytes, in a folder of their own; returns which. */
    private String upload(StorePath folder, Path staging, List<FileEntry> files, String manifestSha256) {
        Map<String, Long> there = bucket.sizes(folderKey(folder));
        boolean free = files.stream()
                .filter(file -> there.containsKey(file.name()))
                .allMatch(file -> transfers.holds(folderKey(folder) + file.name(), file));
        if (free && transfers.upload(folderKey(folder), staging, missing(files, there.keySet(), ""))) {
            return "";
        }
        // Named by what the files are: only a writer of the same can meet us there.
        String place = "." + manifestSha256.substring(0, PLACE_LENGTH) + "/";
        if (!transfers.upload(folderKey(folder) + place, staging, missing(files, there.keySet(), place))) {
            throw tornApart(folder);
        }
        return place;
    }

    private static List<FileEntry> missing(List<FileEntry> files, Set<String> there, String place) {
        return files.stream()
                .filter(file -> !there.contains(place + file.name()))
                .toList();
    }

    /** After the manifest: are the files there, and nothing else? Rubbish goes; a file that somebody removed in between is not waited for. */
    private void requireWhole(StorePath folder, String place, List<FileEntry> files) {
        Map<String, Long> there = bucket.sizes(folderKey(folder));
        for (FileEntry file : files) {
            Long size = there.get(place + file.name());
            if (size == null || size != file.size()) {
                bucket.delete(manifestKey(folder));
                throw tornApart(folder);
            }
        }
        Set<String> rubbish = new HashSet<>(there.keySet());
        rubbish.remove(Manifest.FILE);
        files.forEach(file -> rubbish.remove(place + file.name()));
        try {
            rubbish.forEach(name -> bucket.delete(folderKey(folder) + name));
        } catch (CodedException e) {
            LOG.log(Level.WARNING, "what a dead writer left in {0} stays there: {1}", folder, e.getMessage());
        }
    }

    @Override
    public Optional<Sealed> find(StorePath folder) {
        return located(folder).map(Located::content);
    }

    private Optional<Located> located(StorePath folder) {
        return bucket.read(manifestKey(folder))
                .map(manifest -> new Located(
                        identified(folder, manifest),
                        manifest.object().metadata(PLACE).orElse("")));
    }

    private static Sealed identified(StorePath folder, Bucket.Whole manifest) {
        return new Sealed(
                ManifestJson.read(folder, manifest.content()),
                Hashes.sha256(manifest.content()),
                manifest.object().modified());
    }

    /** A manifest that cannot be read is rubbish like a missing one. */
    private static Optional<Sealed> readable(StorePath folder, Bucket.Whole manifest) {
        try {
            return Optional.of(identified(folder, manifest));
        } catch (CodedException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public LocalCopy open(StorePath folder, String manifestSha256, Predicate<String> files) {
        return guarded(() -> {
            Located located = located(folder).orElseThrow(() -> Verification.unknown(folder));
            Sealed content = located.content();
            Verification.requireManifest(content, manifestSha256);
            List<FileEntry> wanted = content.manifest().files().stream()
                    .filter(file -> files.test(file.name()))
                    .toList();
            if (cache.has(content)
                    || wanted.size() == content.manifest().files().size()) {
                return cache.get(
                        content,
                        directory -> download(located, directory),
                        directory -> intact(content, wanted, directory));
            }
            return part(located, wanted);
        });
    }

    /** Some files without the others are fetched for this one reader. */
    private LocalCopy part(Located located, List<FileEntry> wanted) throws IOException {
        StorePath folder = located.content().folder();
        Path directory = cache.temporary("part");
        LocalCopy copy = new LocalCopy(directory, () -> delete(directory));
        boolean whole = false;
        try {
            transfers.download(folder, folderKey(folder) + located.place(), wanted, directory);
            whole = true;
            return copy;
        } finally {
            if (!whole) {
                copy.close();
            }
        }
    }

    private static void delete(Path directory) {
        try {
            Staged.deleteTree(directory);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} stays until the next start: {1}", directory, e.getMessage());
        }
    }

    @Override
    public LocalCopy local(Sealed content) {
        return guarded(() -> cache.get(
                content,
                directory -> {
                    Located located =
                            located(content.folder()).orElseThrow(() -> Verification.unknown(content.folder()));
                    Verification.requireManifest(located.content(), content.sha256());
                    download(located, directory);
                },
                directory -> true));
    }

    private void download(Located located, Path directory) {
        Sealed content = located.content();
        transfers.download(
                content.folder(),
                folderKey(content.folder()) + located.place(),
                content.manifest().files(),
                directory);
    }

    private static boolean intact(Sealed content, List<FileEntry> files, Path directory) throws IOException {
        try {
            for (FileEntry file : files) {
                Verification.requireFile(content.folder(), directory, file);
            }
            return true;
        } catch (CodedException damaged) {
            return false;
        }
    }

    @Override
    public List<String> list(StorePath folder) {
        return bucket.names(folderKey(folder)).stream()
                .filter(name -> !name.isEmpty() && !name.startsWith("."))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public boolean create(StorePath file, byte[] content) {
        requireExclusiveWrites();
        return bucket.create(bucket.key(file.toString()), content, Map.of());
    }

    @Override
    public Optional<byte[]> read(StorePath file) {
        return bucket.read(bucket.key(file.toString())).map(Bucket.Whole::content);
    }

    @Override
    public void remove(StorePath folder) {
        Optional<Bucket.Whole> manifest = bucket.read(manifestKey(folder));
        bucket.delete(manifestKey(folder));
        bucket.sizes(folderKey(folder)).keySet().forEach(name -> bucket.delete(folderKey(folder) + name));
        manifest.ifPresent(gone -> forget(Hashes.sha256(gone.content())));
    }

    private void forget(String manifestSha256) {
        try {
            cache.drop(manifestSha256);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a copy of what was removed stays in {0}: {1}", cache, e.getMessage());
        }
    }

    @Override
    public void requireWritable() {
        String probe = bucket.key(".probe-" + UUID.randomUUID());
        bucket.create(probe, new byte[0], Map.of());
        bucket.delete(probe);
        requireExclusiveWrites();
    }

    /** Once a process: a server that does not know conditional writes would make every writer the first one. */
    private void requireExclusiveWrites() {
        if (exclusive.get()) {
            return;
        }
        String probe = bucket.key(".probe-" + UUID.randomUUID());
        bucket.create(probe, new byte[0], Map.of());
        boolean twice = bucket.create(probe, new byte[0], Map.of());
        bucket.delete(probe);
        if (twice) {
            throw new CodedException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the store " + bucket
                            + " cannot be used: it overwrites an object in spite of If-None-Match, so two writers could not be told apart");
        }
        exclusive.set(true);
    }

    private String folderKey(StorePath folder) {
        return bucket.key(folder + "/");
    }

    private String manifestKey(StorePath folder) {
        return folderKey(folder) + Manifest.FILE;
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    /** What goes wrong on this machine's disk. */
    private <T> T guarded(Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw disk(e);
        } catch (UncheckedIOException e) {
            throw disk(e);
        }
    }

    private CodedException disk(Exception e) {
        return bucket.unavailable("cannot be used: its local copies in " + cache + " fail: " + e.getMessage(), e);
    }

    /** Who tries again finds what the other has made of it. */
    private static CodedException tornApart(StorePath folder) {
        return new CodedException(
                ErrorCode.STORE_UNAVAILABLE, "another process changed " + folder + " at the same time");
    }

    /** Ends the connections and lets another process have the directory for local copies. */
    @Override
    public void close() {
        bucket.close();
        cache.close();
    }
}
