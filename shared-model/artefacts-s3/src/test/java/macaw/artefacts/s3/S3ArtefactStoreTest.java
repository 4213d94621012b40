package macaw.artefacts.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.ArtefactStoreContract;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Manifest;
import macaw.artefacts.Provenance;
import macaw.artefacts.Sealed;
import macaw.artefacts.StorePath;
import macaw.artefacts.testing.S3Server;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The contract on a real S3 endpoint: one of this process, or the one that MACAW_TEST_S3_ENDPOINT, _BUCKET, _ACCESS_KEY and
 * _SECRET_KEY name.
 */
@Tag("integration")
class S3ArtefactStoreTest extends ArtefactStoreContract {
    private static final Optional<String> ELSEWHERE = Optional.ofNullable(System.getenv("MACAW_TEST_S3_ENDPOINT"));

    private static Optional<S3Server> server = Optional.empty();
    private static URI endpoint;

    @TempDir
    Path directory;

    private S3TestStores stores;
    private Bucket bucket;

    @BeforeAll
    static void start() {
        server = ELSEWHERE.isPresent() ? Optional.empty() : Optional.of(new S3Server());
        endpoint = server.map(S3Server::endpoint).orElseGet(() -> URI.create(ELSEWHERE.orElseThrow()));
    }

    @AfterAll
    static void stop() {
        server.ifPresent(S3Server::close);
    }

    @BeforeEach
    void open() {
        stores = ELSEWHERE
                .map(elsewhere -> new S3TestStores(
                        directory,
                        System.getenv("MACAW_TEST_S3_BUCKET"),
                        new S3Location.Credentials(
                                System.getenv("MACAW_TEST_S3_ACCESS_KEY"), System.getenv("MACAW_TEST_S3_SECRET_KEY"))))
                .orElseGet(() -> new S3TestStores(directory));
        bucket = stores.bucket(endpoint);
    }

    @AfterEach
    void close() throws Exception {
        stores.close();
    }

    @Override
    protected ArtefactStore store() {
        return stores.store(endpoint);
    }

    @Override
    protected void overwrite(StorePath folder, String file, byte[] content) {
        bucket.client()
                .putObject(
                        request -> request.bucket(bucket.name()).key(bucket.key(folder + "/" + file)),
                        RequestBody.fromBytes(content));
    }

    @Override
    protected void leaveRubbish(StorePath folder, String file, byte[] content) {
        overwrite(folder, file, content);
    }

    private List<String> objects() {
        return bucket.sizes(bucket.key("")).keySet().stream().sorted().toList();
    }

    @Test
    void theServerOfTheseTestsReallyRefusesASecondCreation() {
        String key = bucket.key("x");
        bucket.client()
                .putObject(
                        request -> request.bucket(bucket.name()).key(key).ifNoneMatch("*"),
                        RequestBody.fromString("1"));
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                S3Exception.class,
                                () -> bucket.client()
                                        .putObject(
                                                request -> request.bucket(bucket.name())
                                                        .key(key)
                                                        .ifNoneMatch("*"),
                                                RequestBody.fromString("2")))
                        .statusCode())
                .isEqualTo(412);
    }

    @Test
    void aFolderLiesInTheBucketAsItWouldInADirectory() throws IOException {
        Sealed here = store().seal(FOLDER, Provenance.NONE, files("config.json", "{}", "learner/a", "1"));
        store().requireWritable();
        assertThat(objects())
                .containsExactly(FOLDER + "/config.json", FOLDER + "/learner/a", FOLDER + "/" + Manifest.FILE);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Sealed there = new FileArtefactStore(elsewhere)
                .seal(FOLDER, Provenance.NONE, files("config.json", "{}", "learner/a", "1"));
        assertThat(there.sha256()).isEqualTo(here.sha256());
    }

    @Test
    void otherBytesOfADeadWriterAreNotOverwrittenButLeftBehindAndTakenAway() {
        leaveRubbish(FOLDER, "a", bytes("half"));
        leaveRubbish(FOLDER, "left-over", bytes("half"));

        Sealed sealed = store().seal(FOLDER, Provenance.NONE, files("a", "1", "b", "2"));

        String place = FOLDER + "/." + sealed.sha256().substring(0, 16) + "/";
        assertThat(objects()).containsExactly(place + "a", place + "b", FOLDER + "/" + Manifest.FILE);
        assertThat(store().open(FOLDER, sealed.sha256()).resolve("a")).hasContent("1");
        assertThat(store().seal(FOLDER, Provenance.NONE, files("a", "1", "b", "2")))
                .isEqualTo(sealed);
        store().remove(FOLDER);
        assertThat(objects()).isEmpty();
    }

    @Test
    void whatAKilledUploadOfTheSameFilesLeftIsGoneOnWith() {
        ArtefactStore first = store();
        Sealed sealed = first.seal(FOLDER, Provenance.NONE, files("a", "1", "b", "2"));
        bucket.delete(bucket.key(FOLDER + "/" + Manifest.FILE));
        bucket.delete(bucket.key(FOLDER + "/b"));
        String etag =
                bucket.head(bucket.key(FOLDER + "/a")).orElseThrow().modified().toString();

        assertThat(store().seal(FOLDER, Provenance.NONE, files("a", "1", "b", "2"))
                        .sha256())
                .isEqualTo(sealed.sha256());

        assertThat(objects()).containsExactly(FOLDER + "/a", FOLDER + "/b", FOLDER + "/" + Manifest.FILE);
        assertThat(bucket.head(bucket.key(FOLDER + "/a")).orElseThrow().modified())
                .hasToString(etag);
    }

    @Test
    void aWriterBesideAnotherTearsNothing() throws IOException {
        ArtefactStore other = store();
        Sealed[] theirs = new Sealed[1];
        assertCode(
                ErrorCode.VERSION_CONFLICT,
                () -> store().seal(FOLDER, Provenance.NONE, staging -> {
                    Files.writeString(staging.resolve("a"), "ours");
                    Files.writeString(staging.resolve("b"), "ours");
                    theirs[0] = other.seal(FOLDER, Provenance.NONE, files("a", "theirs", "b", "theirs"));
                }));
        LocalCopy copy = store().open(FOLDER, theirs[0].sha256());
        assertThat(copy.resolve("a")).hasContent("theirs");
        assertThat(copy.resolve("b")).hasContent("theirs");
    }

    @Test
    void aLargeFileGoesAndComesInParts() throws IOException {
        byte[] large = new byte[(int) (6 * S3TestStores.PART + 12_345)];
        new Random(7).nextBytes(large);

        Sealed sealed = store().seal(
                        FOLDER, Provenance.NONE, staging -> Files.write(staging.resolve("model.safetensors"), large));

        String key = bucket.key(FOLDER + "/model.safetensors");
        assertThat(bucket.head(key).orElseThrow().etag()).as("7 parts").contains("-7");
        assertThat(Files.readAllBytes(store().open(FOLDER, sealed.sha256()).resolve("model.safetensors")))
                .isEqualTo(large);
        assertThat(bucket.client()
                        .listMultipartUploads(request -> request.bucket(bucket.name()))
                        .uploads())
                .isEmpty();
        byte[] other = Arrays.copyOf(large, large.length);
        other[large.length - 1] ^= 1;
        overwrite(FOLDER, "model.safetensors", other);
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, sealed.sha256()));
        overwrite(FOLDER, "model.safetensors", Arrays.copyOf(large, (int) (3 * S3TestStores.PART)));
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, sealed.sha256()));
        bucket.delete(key);
        assertCode(ErrorCode.MANIFEST_MISMATCH, () -> store().open(FOLDER, sealed.sha256()));
    }

    @Test
    void aListingOfMoreThanOnePageIsWhole() {
        StorePath folder = StorePath.of("default", "runs", "r1", "epochs");
        for (int i = 0; i < 1005; i++) {
            leaveRubbish(folder, StorePath.numbered(i) + ".json", new byte[0]);
        }
        leaveRubbish(folder, ".hidden", new byte[0]);
        assertThat(store().list(folder)).hasSize(1005).endsWith("001004.json");
    }

    @Test
    void aBucketThatIsNotThereIsAStoreThatIsAway() {
        var location = stores.location(endpoint, "no-such-bucket");
        try (var absent = new S3ArtefactStore(location, S3TestStores.LIMITS, directory.resolve("absent"), 1)) {
            CodedException e =
                    org.assertj.core.api.Assertions.catchThrowableOfType(CodedException.class, absent::requireWritable);
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(e)
                    .hasMessageContaining("s3://no-such-bucket at " + endpoint)
                    .hasMessageContaining("NoSuchBucket");
            assertCode(ErrorCode.STORE_UNAVAILABLE, () -> absent.find(FOLDER));
        }
    }
}
