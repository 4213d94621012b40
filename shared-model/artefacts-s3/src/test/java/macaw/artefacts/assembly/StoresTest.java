package macaw.artefacts.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.s3.S3ArtefactStore;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
    @TempDir
    Path state;

    private ArtefactStore open(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Stores.open(environment, state);
    }

    private void assertRefused(String message, String... namesAndValues) {
        CodedException e = catchThrowableOfType(CodedException.class, () -> open(namesAndValues));
        assertThat(e).as(message).isNotNull().hasMessageContaining(message);
        assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID);
    }

    @Test
    void aPathIsADirectory() {
        assertThat(open("MACAW_STORE", state.toString())).isInstanceOf(FileArtefactStore.class);
        assertThat(open("MACAW_STORE", state.toString(), "MACAW_S3_ENDPOINT", ""))
                .isInstanceOf(FileArtefactStore.class);
    }

    @Test
    void aStoreOnS3IsOpenedWithoutAskingIt() throws Exception {
        try (var store = (S3ArtefactStore) open(
                "MACAW_STORE", "s3://some-bucket/some/prefix",
                "MACAW_S3_ENDPOINT", "http://127.0.0.1:1",
                "MACAW_S3_ACCESS_KEY", "key",
                "MACAW_S3_SECRET_KEY", "secret",
                "MACAW_S3_PATH_STYLE", "true",
                "MACAW_S3_CACHE_BYTES", "1000")) {
            assertThat(store).isNotNull();
            assertThat(state.resolve("store-cache")).isDirectory();
        }
        Path elsewhere = state.resolve("elsewhere");
        try (var store = (S3ArtefactStore) open(
                "MACAW_STORE", "s3://some-bucket",
                "MACAW_S3_REGION", "eu-central-1",
                "MACAW_S3_CACHE_DIR", elsewhere.toString())) {
            assertThat(store).isNotNull();
            assertThat(elsewhere).isDirectory();
        }
    }

    @Test
    void whatIsMissingOrContradictsIsNamed() {
        assertRefused("MACAW_STORE is not set");
        assertRefused("names the bucket ''", "MACAW_STORE", "s3://");
        assertRefused("names the bucket ''", "MACAW_STORE", "s3:///prefix");
        assertRefused("names the bucket 'UPPER'", "MACAW_STORE", "s3://UPPER/x");
        assertRefused("has the prefix '../x/'", "MACAW_STORE", "s3://bucket/../x");
        assertRefused("MACAW_STORE is 'gs://bucket'", "MACAW_STORE", "gs://bucket");
        assertRefused(
                "MACAW_S3_ACCESS_KEY is set without MACAW_S3_SECRET_KEY",
                "MACAW_STORE",
                "s3://bucket",
                "MACAW_S3_REGION",
                "x",
                "MACAW_S3_ACCESS_KEY",
                "key");
        assertRefused(
                "MACAW_S3_SECRET_KEY is set without MACAW_S3_ACCESS_KEY",
                "MACAW_STORE",
                "s3://bucket",
                "MACAW_S3_REGION",
                "x",
                "MACAW_S3_SECRET_KEY",
                "secret");
        assertRefused(
                "MACAW_S3_ENDPOINT is 'minio:9000'", "MACAW_STORE", "s3://bucket", "MACAW_S3_ENDPOINT", "minio:9000");
        assertRefused("MACAW_S3_REGION is 'eu west'", "MACAW_STORE", "s3://bucket", "MACAW_S3_REGION", "eu west");
        assertRefused(
                "MACAW_S3_CACHE_BYTES is 0",
                "MACAW_STORE",
                "s3://bucket",
                "MACAW_S3_REGION",
                "x",
                "MACAW_S3_CACHE_BYTES",
                "0");
        assertRefused(
                "MACAW_S3_ENDPOINT, MACAW_S3_ACCESS_KEY set, but MACAW_STORE is the directory",
                "MACAW_STORE",
                state.toString(),
                "MACAW_S3_ENDPOINT",
                "http://minio:9000",
                "MACAW_S3_ACCESS_KEY",
                "key");
    }

    @Test
    void aSecretIsInNoMessage() throws Exception {
        try (var store = (S3ArtefactStore) open(
                "MACAW_STORE", "s3://some-bucket",
                "MACAW_S3_ENDPOINT", "http://127.0.0.1:1",
                "MACAW_S3_ACCESS_KEY", "key",
                "MACAW_S3_SECRET_KEY", "very-secret")) {
            CodedException e = catchThrowableOfType(CodedException.class, store::requireWritable);
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("very-secret");
            }
        }
    }
}
