package macaw.artefacts.s3;

import static macaw.artefacts.testing.FaultyEndpoint.Fault.CORRUPT;
import static macaw.artefacts.testing.FaultyEndpoint.Fault.LOST_ANSWER;
import static macaw.artefacts.testing.FaultyEndpoint.Fault.SLOW_DOWN;
import static macaw.artefacts.testing.FaultyEndpoint.Fault.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import macaw.artefacts.Epochs;
import macaw.artefacts.FolderWriter;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Provenance;
import macaw.artefacts.Sealed;
import macaw.artefacts.StorePath;
import macaw.artefacts.testing.FaultyEndpoint;
import macaw.artefacts.testing.S3Server;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on S3 when the network and the server are not at their best. */
@Tag("integration")
class S3FaultsTest {
    private static final StorePath FOLDER = StorePath.of("default", "policies", "demo", "000001");
    private static final StorePath FILE = StorePath.of("default", "runs", "r1", "epochs", "000001.json");

    private static S3Server server;

    @TempDir
    Path directory;

    private FaultyEndpoint network;
    private S3TestStores stores;
    private S3ArtefactStore store;
    private Bucket bucket;

    @BeforeAll
    static void start() {
        server = new S3Server();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        network = new FaultyEndpoint(server.port());
        stores = new S3TestStores(directory);
        store = stores.store(network.endpoint());
        bucket = stores.bucket(server.endpoint());
        store.requireWritable();
    }

    @AfterEach
    void close() throws Exception {
        stores.close();
        network.close();
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThat(catchThrowableOfType(CodedException.class, call).code()).isEqualTo(code);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static FolderWriter model(byte[] content) {
        return staging -> Files.write(staging.resolve("model.safetensors"), content);
    }

    private static byte[] large(int parts) {
        byte[] large = new byte[(int) (parts * S3TestStores.PART)];
        new Random(parts).nextBytes(large);
        return large;
    }

    @Test
    void whoCreatedKnowsItThoughTheAnswerWasLost() {
        network.next(1, LOST_ANSWER, line -> line.startsWith("PUT") && line.contains("000001.json"));
        assertThat(store.create(FILE, bytes("mine"))).isTrue();
        assertThat(network.seen().stream().filter(line -> line.startsWith("PUT") && line.contains("000001.json")))
                .as("the write was tried again and refused")
                .hasSize(2);
        assertThat(store.create(FILE, bytes("mine"))).isFalse();
        assertThat(store.read(FILE)).contains(bytes("mine"));
    }

    @Test
    void ofManyCreatorsExactlyOneIsFirstThoughAnswersAreLost() throws Exception {
        network.next(16, LOST_ANSWER, line -> line.startsWith("PUT") && line.contains("000001.json"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> creators = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(i -> () -> store.create(FILE, bytes("one of many")))
                    .toList();
            long first = 0;
            for (var outcome : threads.invokeAll(creators)) {
                first += outcome.get() ? 1 : 0;
            }
            assertThat(first).isEqualTo(1);
        }
    }

    @Test
    void aManifestWhoseAnswerWasLostIsSealed() {
        network.next(1, LOST_ANSWER, line -> line.startsWith("PUT") && line.contains("manifest.json"));
        Sealed sealed = store.seal(FOLDER, Provenance.NONE, model(bytes("weights")));
        assertThat(stores.store(server.endpoint()).find(FOLDER)).contains(sealed);
    }

    @Test
    void aBusyServerIsAskedAgainAndAStormEndsInOneCode() {
        network.next(2, SLOW_DOWN, line -> line.startsWith("PUT"));
        assertThat(store.create(FILE, bytes("1"))).isTrue();

        network.next(1000, SLOW_DOWN, line -> line.startsWith("GET"));
        CodedException storm = catchThrowableOfType(CodedException.class, () -> store.read(FILE));
        assertThat(storm.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(storm)
                .hasMessageContaining("s3://" + S3Server.BUCKET + "/" + stores.prefix())
                .hasMessageContaining(network.endpoint().toString())
                .hasMessageContaining("SlowDown");
    }

    @Test
    void aServerThatWentAwayIsNamedAndTheSameCallsSucceedLater() {
        Sealed sealed = store.seal(FOLDER, Provenance.NONE, model(bytes("weights")));
        try (S3Server other = new S3Server()) {
            var away = stores.store(other.endpoint());
            away.seal(FOLDER, Provenance.NONE, model(bytes("weights")));
            other.goAway();
            CodedException e = catchThrowableOfType(CodedException.class, away::requireWritable);
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(e).hasMessageContaining(other.endpoint().toString()).hasMessageContaining(S3Server.BUCKET);
            assertCode(ErrorCode.STORE_UNAVAILABLE, () -> away.find(FOLDER));
            assertCode(ErrorCode.STORE_UNAVAILABLE, () -> away.list(StorePath.of("default")));
            assertCode(ErrorCode.STORE_UNAVAILABLE, () -> away.create(FILE, bytes("1")));
            assertCode(
                    ErrorCode.STORE_UNAVAILABLE,
                    () -> away.seal(FOLDER.resolve("x"), Provenance.NONE, model(bytes("weights"))));
            other.comeBack();
            away.requireWritable();
            assertThat(away.find(FOLDER).orElseThrow().sha256()).isEqualTo(sealed.sha256());
            assertThat(away.list(StorePath.of("default"))).containsExactly("policies");
            assertThat(away.create(FILE, bytes("1"))).isTrue();
        }
    }

    @Test
    void anUploadThatIsKilledInTheMiddleLeavesNoFolderAndTheNextOneIsWhole() {
        byte[] large = large(3);
        network.next(1000, SLOW_DOWN, line -> line.startsWith("PUT") && line.contains("partNumber=3"));
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> store.seal(FOLDER, Provenance.NONE, model(large)));
        assertThat(store.find(FOLDER)).isEmpty();
        assertThat(bucket.client()
                        .listMultipartUploads(request -> request.bucket(bucket.name()))
                        .uploads())
                .as("what was uploaded is thrown away")
                .isEmpty();

        var next = stores.store(server.endpoint());
        Sealed sealed = next.seal(FOLDER, Provenance.NONE, model(large));
        assertThat(stores.store(server.endpoint()).open(FOLDER, sealed.sha256()).resolve("model.safetensors"))
                .hasBinaryContent(large);
    }

    @Test
    void aWriterThatSleptWhileAnotherSealedTearsNothing() throws Exception {
        byte[] theirs = large(2);
        byte[] ours = large(2);
        ours[0] ^= 1;
        for (String request : List.of("a HTTP", "model.safetensors?uploadId")) {
            StorePath folder = FOLDER.resolve(request.startsWith("a") ? "small" : "large");
            var other = stores.store(server.endpoint());
            var sealed = new AtomicReference<Sealed>();
            network.delayNext(
                    line -> line.contains(folder + "/" + request),
                    () -> sealed.set(other.seal(folder, Provenance.NONE, twoFiles("theirs", theirs))));

            assertCode(ErrorCode.VERSION_CONFLICT, () -> store.seal(folder, Provenance.NONE, twoFiles("ours", ours)));

            assertThat(sealed).doesNotHaveNullValue();
            try (var copy =
                    stores.store(server.endpoint()).open(folder, sealed.get().sha256())) {
                assertThat(copy.resolve("a")).hasContent("theirs");
                assertThat(copy.resolve("model.safetensors")).hasBinaryContent(theirs);
            }
        }
    }

    private static FolderWriter twoFiles(String small, byte[] large) {
        return staging -> {
            Files.writeString(staging.resolve("a"), small);
            Files.write(staging.resolve("model.safetensors"), large);
        };
    }

    @Test
    void aLargeUploadWhoseLastAnswerWasLostIsThere() {
        byte[] large = large(2);
        network.next(1, LOST_ANSWER, line -> line.startsWith("POST") && line.contains("uploadId"));
        Sealed sealed = store.seal(FOLDER, Provenance.NONE, model(large));
        assertThat(stores.store(server.endpoint()).open(FOLDER, sealed.sha256()).resolve("model.safetensors"))
                .hasBinaryContent(large);
    }

    @Test
    void aDownloadThatBreaksOffIsFetchedAgain() {
        byte[] large = large(3);
        Sealed sealed = stores.store(server.endpoint()).seal(FOLDER, Provenance.NONE, model(large));
        network.next(2, TRUNCATED, line -> line.startsWith("GET") && line.contains("model.safetensors"));
        assertThat(store.open(FOLDER, sealed.sha256()).resolve("model.safetensors"))
                .hasBinaryContent(large);
        assertThat(network.seen().stream().filter(line -> line.contains("model.safetensors")))
                .as("3 parts, two of them twice")
                .hasSize(5);
    }

    @Test
    void aBitThatTurnedOverOnTheWayIsRefusedAndNotKept() {
        byte[] content = bytes("weights");
        Sealed sealed = stores.store(server.endpoint()).seal(FOLDER, Provenance.NONE, model(content));
        network.next(1, CORRUPT, line -> line.startsWith("GET") && line.contains("model.safetensors"));
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store.open(FOLDER, sealed.sha256()));
        assertThat(store.open(FOLDER, sealed.sha256()).resolve("model.safetensors"))
                .hasBinaryContent(content);
    }

    @Test
    void twoThreadsThatOpenOneFolderFetchItOnce() throws Exception {
        Sealed sealed = stores.store(server.endpoint()).seal(FOLDER, Provenance.NONE, model(large(2)));
        var opened = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> {
                    store.open(FOLDER, sealed.sha256()).close();
                    return opened.incrementAndGet();
                });
            }
        }
        assertThat(opened).hasValue(8);
        assertThat(network.seen().stream().filter(line -> line.contains("model.safetensors")))
                .hasSize(2);
    }

    @Test
    void whatThisProcessSealedIsNotFetched() {
        Sealed sealed = store.seal(FOLDER, Provenance.NONE, model(bytes("weights")));
        assertThat(store.local(sealed).resolve("model.safetensors")).hasContent("weights");
        assertThat(store.open(FOLDER, sealed.sha256()).resolve("model.safetensors"))
                .hasContent("weights");
        assertThat(network.seen()).noneMatch(line -> line.startsWith("GET") && line.contains("model.safetensors"));
    }

    @Test
    void aRefusedWriteIsToldInTheWordsOfItsOwnAnswer() throws Exception {
        var strangers = new S3Location.Credentials(S3Server.ACCESS_KEY, "another-secret");
        try (var others = new S3TestStores(directory.resolve("others"), S3Server.BUCKET, strangers)) {
            assertThatThrownBy(() -> others.store(server.endpoint()).requireWritable())
                    .hasMessageContaining("SignatureDoesNotMatch");
        }
    }

    @Test
    void whatThisProcessRemovedTakesNoRoomHere() {
        Path copy;
        try (LocalCopy files = store.local(store.seal(FOLDER, Provenance.NONE, model(bytes("weights"))))) {
            copy = files.resolve("model.safetensors");
            assertThat(copy).exists();
        }
        store.remove(FOLDER);
        assertThat(copy).doesNotExist();
    }

    @Test
    void aServerThatKnowsNoConditionalWritesIsRefused() {
        try (S3Server old = S3Server.thatOverwrites()) {
            var unusable = stores.store(old.endpoint());
            for (ThrowingCallable write : List.<ThrowingCallable>of(
                    unusable::requireWritable,
                    () -> unusable.create(FILE, bytes("1")),
                    () -> unusable.seal(FOLDER, Provenance.NONE, model(bytes("weights"))))) {
                CodedException e = catchThrowableOfType(CodedException.class, write);
                assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                assertThat(e).hasMessageContaining("overwrites an object in spite of If-None-Match");
            }
            assertThat(unusable.read(FILE)).isEmpty();
        }
    }

    @Test
    void aRunHasOneWriterThoughAnswersAreLost() {
        Epochs epochs = new Epochs(store);
        network.next(1, LOST_ANSWER, line -> line.startsWith("PUT") && line.contains("epochs"));
        assertThat(epochs.claim("default", "r1", "one")).isEqualTo(1);
        assertThat(new Epochs(stores.store(server.endpoint())).claim("default", "r1", "two"))
                .isEqualTo(2);
        assertCode(ErrorCode.EPOCH_SUPERSEDED, () -> epochs.requireCurrent("default", "r1", 1));
    }
}
