package macaw.artefacts.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import macaw.artefacts.FileEntry;
import macaw.artefacts.Hashes;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Manifest;
import macaw.artefacts.ManifestJson;
import macaw.artefacts.Provenance;
import macaw.artefacts.Sealed;
import macaw.artefacts.StorePath;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCacheTest {
    private static final int SIZE = 100;

    @TempDir
    Path directory;

    private final AtomicInteger fetched = new AtomicInteger();

    private static Sealed version(int number) {
        Manifest manifest = new Manifest(
                StorePath.of("default", "policies", "demo", StorePath.numbered(number)),
                Provenance.NONE,
                List.of(new FileEntry("a", SIZE, Hashes.sha256(new byte[SIZE]))));
        return new Sealed(manifest, Hashes.sha256(ManifestJson.write(manifest)), Instant.EPOCH);
    }

    private LocalCopy get(StoreCache cache, int number) throws IOException {
        return cache.get(
                version(number),
                fresh -> {
                    fetched.incrementAndGet();
                    Files.write(fresh.resolve("a"), new byte[SIZE]);
                },
                copy -> Files.size(copy.resolve("a")) == SIZE);
    }

    private List<String> copies() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> names(int... versions) {
        return java.util.Arrays.stream(versions)
                .mapToObj(number -> version(number).sha256())
                .sorted()
                .toList();
    }

    @Test
    void theLeastRecentlyUsedGoesAndNeverOneThatIsHeld() throws IOException {
        try (var cache = new StoreCache(directory, 3 * SIZE)) {
            LocalCopy held = get(cache, 1);
            get(cache, 2).close();
            get(cache, 3).close();
            get(cache, 2).close();
            get(cache, 4).close();
            assertThat(copies()).isEqualTo(names(1, 2, 4));
            get(cache, 5).close();
            assertThat(copies()).isEqualTo(names(1, 4, 5));
            assertThat(held.resolve("a")).exists();
            held.close();
            held.close();
            get(cache, 6).close();
            get(cache, 7).close();
            get(cache, 8).close();
            assertThat(copies()).isEqualTo(names(6, 7, 8));
        }
    }

    @Test
    void whatIsGoneFromTheStoreGoesWhenNobodyHoldsIt() throws IOException {
        try (var cache = new StoreCache(directory, 10 * SIZE)) {
            LocalCopy held = get(cache, 1);
            get(cache, 2).close();
            cache.drop(version(1).sha256());
            cache.drop(version(2).sha256());
            cache.drop(version(3).sha256());
            assertThat(copies()).isEqualTo(names(1));
            held.close();
            assertThat(copies()).isEmpty();
            get(cache, 1).close();
            assertThat(copies()).isEqualTo(names(1));
        }
    }

    @Test
    void whatIsHeldMayTakeMoreThanTheBound() throws IOException {
        try (var cache = new StoreCache(directory, SIZE)) {
            LocalCopy one = get(cache, 1);
            LocalCopy two = get(cache, 2);
            assertThat(copies()).isEqualTo(names(1, 2));
            one.close();
            two.close();
            get(cache, 3).close();
            assertThat(copies()).isEqualTo(names(3));
        }
    }

    @Test
    void aStartKeepsWholeCopiesAndSweepsWhatAKilledProcessLeft() throws IOException {
        try (var cache = new StoreCache(directory, 10 * SIZE)) {
            get(cache, 1).close();
            get(cache, 2).close();
            Files.write(cache.temporary("download").resolve("a"), new byte[SIZE]);
        }
        try (var cache = new StoreCache(directory, 10 * SIZE)) {
            assertThat(copies()).isEqualTo(names(1, 2));
            get(cache, 1).close();
            assertThat(fetched).hasValue(2);
        }
        Files.setLastModifiedTime(
                directory.resolve(version(1).sha256()), java.nio.file.attribute.FileTime.from(Instant.EPOCH));
        try (var cache = new StoreCache(directory, SIZE)) {
            assertThat(copies()).as("a smaller bound keeps the one used last").isEqualTo(names(2));
            assertThat(cache.has(version(2))).isTrue();
        }
    }

    @Test
    void aDamagedCopyIsFetchedAgain() throws IOException {
        try (var cache = new StoreCache(directory, 10 * SIZE)) {
            get(cache, 1).close();
            Files.write(directory.resolve(version(1).sha256()).resolve("a"), new byte[1]);
            LocalCopy again = get(cache, 1);
            assertThat(Files.size(again.resolve("a"))).isEqualTo(SIZE);
            assertThat(fetched).hasValue(2);
        }
    }

    @Test
    void aFetchThatFailsLeavesNothing() throws IOException {
        try (var cache = new StoreCache(directory, SIZE)) {
            catchThrowableOfType(
                    IllegalStateException.class,
                    () -> cache.get(
                            version(1),
                            fresh -> {
                                Files.write(fresh.resolve("a"), new byte[SIZE]);
                                throw new IllegalStateException("broke off");
                            },
                            copy -> true));
            assertThat(copies()).isEmpty();
            get(cache, 1).close();
            get(cache, 2).close();
            assertThat(copies()).as("what failed takes no room").isEqualTo(names(2));
        }
    }

    @Test
    void twoProcessesDoNotShareADirectory() {
        try (var cache = new StoreCache(directory, SIZE)) {
            CodedException e =
                    catchThrowableOfType(CodedException.class, () -> new StoreCache(directory, SIZE).close());
            assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID);
            assertThat(e).hasMessageContaining("MACAW_S3_CACHE_DIR");
            assertThat(cache.has(version(1))).isFalse();
        }
        new StoreCache(directory, SIZE).close();
    }
}
