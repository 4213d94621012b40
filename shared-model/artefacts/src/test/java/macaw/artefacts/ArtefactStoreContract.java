package macaw.artefacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link ArtefactStore} has to do. */
public abstract class ArtefactStoreContract {
    protected static final StorePath FOLDER = StorePath.of("default", "policies", "demo", "000001");

    /** A second view of the same store, as another process would have it. */
    protected abstract ArtefactStore store();

    /** Changes a file's bytes behind the store's back. */
    protected abstract void overwrite(StorePath folder, String file, byte[] content) throws IOException;

    /** What a writer that died in the middle leaves: a file, no manifest. */
    protected abstract void leaveRubbish(StorePath folder, String file, byte[] content) throws IOException;

    protected static FolderWriter files(String... namesAndContents) {
        return directory -> {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                Path file = directory.resolve(namesAndContents[i]);
                Files.createDirectories(file.getParent());
                Files.writeString(file, namesAndContents[i + 1]);
            }
        };
    }

    protected static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void whatWasSealedIsReadBackVerified() throws IOException {
        Sealed sealed = store().seal(
                        FOLDER,
                        Provenance.ofRun("r1", 2, 7, List.of(), Map.of("loss", 0.5)),
                        files("config.json", "{}", "learner/adam.safetensors", "moments"));

        LocalCopy directory = store().open(FOLDER, sealed.sha256());

        assertThat(directory.resolve("learner/adam.safetensors")).hasContent("moments");
        assertThat(store().find(FOLDER)).contains(sealed);
        assertThat(sealed.manifest().files())
                .extracting(FileEntry::name)
                .containsExactly("config.json", "learner/adam.safetensors");
        assertThat(sealed.manifest().provenance().metrics()).containsExactly(Map.entry("loss", 0.5));
    }

    @Test
    void theSameContentAgainIsSuccess() {
        Sealed first = store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        Sealed second = store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void whenAFolderWasSealedStaysKnown() {
        Instant before = Instant.now().minusSeconds(1);
        Sealed sealed = store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        assertThat(sealed.sealedAt()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(store().find(FOLDER).orElseThrow().sealedAt()).isEqualTo(sealed.sealedAt());
    }

    @Test
    void otherContentUnderTheSameNameIsAConflictAndChangesNothing() {
        Sealed first = store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        assertCode(ErrorCode.VERSION_CONFLICT, () -> store().seal(FOLDER, Provenance.NONE, files("a", "2")));
        assertThat(store().open(FOLDER, first.sha256()).resolve("a")).hasContent("1");
        assertThat(store().list(StorePath.of("default", "policies", "demo"))).containsExactly("000001");
    }

    @Test
    void aFolderWithoutManifestIsRubbishAndReplaced() throws IOException {
        leaveRubbish(FOLDER, "left-over", bytes("half"));
        assertThat(store().find(FOLDER)).isEmpty();
        assertCode(ErrorCode.VERSION_UNKNOWN, () -> store().open(FOLDER, ""));

        Sealed sealed = store().seal(FOLDER, Provenance.NONE, files("a", "1"));

        LocalCopy directory = store().open(FOLDER, sealed.sha256());
        assertThat(directory.resolve("left-over")).doesNotExist();
    }

    @Test
    void aWriterThatThrowsSealsNothing() {
        assertThatThrownBy(() -> store().seal(FOLDER, Provenance.NONE, directory -> {
                    Files.writeString(directory.resolve("a"), "1");
                    throw new IllegalStateException("killed here");
                }))
                .hasMessage("killed here");
        assertThat(store().find(FOLDER)).isEmpty();
        assertThat(store().seal(FOLDER, Provenance.NONE, files("b", "2"))
                        .manifest()
                        .files())
                .extracting(FileEntry::name)
                .containsExactly("b");
    }

    @Test
    void aTruncatedManifestIsRefusedByReadersAndReplacedByTheWriter() throws IOException {
        Sealed sealed = store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        overwrite(FOLDER, Manifest.FILE, bytes("{\"format\":1,\"fol"));

        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, sealed.sha256()));
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().find(FOLDER));
        assertThat(store().seal(FOLDER, Provenance.NONE, files("a", "1")).sha256())
                .isEqualTo(sealed.sha256());
    }

    @Test
    void aFileWithOtherBytesIsRefused() throws IOException {
        Sealed sealed = store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        overwrite(FOLDER, "a", bytes("2"));
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, sealed.sha256()));
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        overwrite(FOLDER, "a", new byte[0]);
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, ""));
    }

    @Test
    void aPartOfAFolderIsOpenedAndVerifiedAlone() throws IOException {
        Sealed sealed = store().seal(FOLDER, Provenance.NONE, files("a", "1", "b/c", "2", "d", "3"));
        overwrite(FOLDER, "d", bytes("4"));
        try (LocalCopy part = store().open(FOLDER, sealed.sha256(), name -> !name.equals("d"))) {
            assertThat(part.resolve("a")).hasContent("1");
            assertThat(part.resolve("b/c")).hasContent("2");
        }
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, sealed.sha256(), "d"::equals));
    }

    @Test
    void anotherManifestThanTheExpectedOneIsRefused() {
        store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, "0".repeat(64)));
    }

    @Test
    void theManifestOfAnotherFolderIsRefused() throws IOException {
        StorePath other = StorePath.of("default", "policies", "demo", "000002");
        store().seal(FOLDER, Provenance.NONE, files("a", "1"));
        store().seal(other, Provenance.NONE, files("a", "1"));
        overwrite(
                other,
                Manifest.FILE,
                ManifestJson.write(store().find(FOLDER).orElseThrow().manifest()));
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(other, ""));
    }

    @Test
    void aSmallFileIsCreatedOnce() {
        StorePath file = StorePath.of("default", "runs", "r1", "record.json");
        assertThat(store().read(file)).isEmpty();
        assertThat(store().create(file, bytes("first"))).isTrue();
        assertThat(store().create(file, bytes("second"))).isFalse();
        assertThat(store().read(file)).contains(bytes("first"));
    }

    @Test
    void ofManyWritersOfOneNameExactlyOneIsFirst() throws Exception {
        StorePath file = StorePath.of("default", "runs", "r1", "epochs", "000001.json");
        ArtefactStore shared = store();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> writers = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(i -> () -> shared.create(file, bytes("writer " + i)))
                    .toList();
            long first = 0;
            for (var outcome : threads.invokeAll(writers)) {
                first += outcome.get() ? 1 : 0;
            }
            assertThat(first).isEqualTo(1);
        }
    }

    @Test
    void ofManyWritersOfOneFolderOneIsFirstAndTheOthersChangeNothing() throws Exception {
        ArtefactStore shared = store();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> writers = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            shared.seal(FOLDER, Provenance.NONE, files("a", "writer " + i, "b", "writer " + i));
                            return true;
                        } catch (CodedException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.VERSION_CONFLICT);
                            return false;
                        }
                    })
                    .toList();
            long first = 0;
            for (var outcome : threads.invokeAll(writers)) {
                first += outcome.get() ? 1 : 0;
            }
            assertThat(first).isEqualTo(1);
        }
        LocalCopy directory = shared.open(FOLDER, "");
        assertThat(Files.readString(directory.resolve("a"))).isEqualTo(Files.readString(directory.resolve("b")));
    }

    @Test
    void removingTakesTheFolderAway() {
        store().seal(FOLDER, Provenance.NONE, files("a", "1", "b/c", "2"));
        store().remove(FOLDER);
        assertThat(store().find(FOLDER)).isEmpty();
        assertThat(store().list(StorePath.of("default", "policies", "demo"))).isEmpty();
        store().remove(FOLDER);
    }

    @Test
    void listingIsSortedAndOfNothingIsEmpty() {
        store().create(StorePath.of("default", "x", "000010.json"), bytes(""));
        store().create(StorePath.of("default", "x", "000002.json"), bytes(""));
        assertThat(store().list(StorePath.of("default", "x"))).containsExactly("000002.json", "000010.json");
        assertThat(store().list(StorePath.of("default", "absent"))).isEmpty();
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
