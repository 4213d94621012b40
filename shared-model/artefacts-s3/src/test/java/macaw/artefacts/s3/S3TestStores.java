package macaw.artefacts.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.artefacts.testing.S3Server;

/** Stores on one bucket, each with local copies of its own as another process would have; closed together. */
final class S3TestStores implements AutoCloseable {
    static final long PART = 5L << 20;
    static final S3Limits LIMITS = new S3Limits(
            PART,
            4,
            4,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2));

    private final Path directory;
    private final String bucket;
    private final S3Location.Credentials credentials;
    private final String prefix = "store-" + UUID.randomUUID();
    private final List<AutoCloseable> open = new ArrayList<>();

    S3TestStores(Path directory) {
        this(directory, S3Server.BUCKET, new S3Location.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
    }

    S3TestStores(Path directory, String bucket, S3Location.Credentials credentials) {
        this.directory = directory;
        this.bucket = bucket;
        this.credentials = credentials;
    }

    S3Location location(URI endpoint, String bucketAndPrefix) {
        return S3Location.parse(
                S3Location.SCHEME + bucketAndPrefix,
                Optional.of(endpoint),
                Optional.empty(),
                Optional.of(credentials),
                true);
    }

    String prefix() {
        return prefix;
    }

    synchronized S3ArtefactStore store(URI endpoint) {
        return store(endpoint, directory.resolve("cache-" + open.size()), 1L << 40);
    }

    synchronized S3ArtefactStore store(URI endpoint, Path cache, long bound) {
        var store = new S3ArtefactStore(location(endpoint, bucket + "/" + prefix), LIMITS, cache, bound);
        open.add(store);
        return store;
    }

    /** The bucket itself, for who looks behind the store's back. */
    synchronized Bucket bucket(URI endpoint) {
        var location = location(endpoint, bucket + "/" + prefix);
        var bucket = new Bucket(S3Clients.open(location, LIMITS), location, LIMITS);
        open.add(bucket);
        return bucket;
    }

    @Override
    public synchronized void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
