package macaw.artefacts.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The objects of one bucket. What fails after the client's own tries is STORE_UNAVAILABLE, with the store, its endpoint and the
 * key in the message.
 */
final class Bucket implements AutoCloseable {
    /** Metadata: who wrote an object, one random name a write. */
    static final String WRITER = "macaw-writer";

    private static final String NO_CREDENTIALS = "Unable to load credentials";
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    private final S3Client client;
    private final S3Location location;
    private final S3Limits limits;

    Bucket(S3Client client, S3Location location, S3Limits limits) {
        this.client = client;
        this.location = location;
        this.limits = limits;
    }

    /** An object without its content. */
    record Found(String etag, long size, Instant modified, Map<String, String> metadata) {
        Optional<String> metadata(String name) {
            return Optional.ofNullable(metadata.get(name));
        }
    }

    /** A small object. */
    record Whole(Found object, byte[] content) {}

    S3Client client() {
        return client;
    }

    String name() {
        return location.bucket();
    }

    /** The key of a path in the store. */
    String key(String path) {
        return location.prefix() + path;
    }

    Optional<Found> head(String key) {
        return guarded(key, () -> {
            try {
                HeadObjectResponse object =
                        client.headObject(request -> request.bucket(name()).key(key));
                return Optional.of(
                        new Found(object.eTag(), object.contentLength(), object.lastModified(), object.metadata()));
            } catch (NoSuchKeyException absent) {
                return Optional.empty();
            }
        });
    }

    Optional<Whole> read(String key) {
        return guarded(key, () -> {
            try {
                var object =
                        client.getObject(request -> request.bucket(name()).key(key), ResponseTransformer.toBytes());
                var head = object.response();
                return Optional.of(new Whole(
                        new Found(head.eTag(), head.contentLength(), head.lastModified(), head.metadata()),
                        object.asByteArray()));
            } catch (NoSuchKeyException absent) {
                return Optional.empty();
            }
        });
    }

    /**
     * Creates a small object; false, and nothing changed, when there is one. An answer that was lost is asked for again: the object
     * carries a name that only this call knows, so of many callers exactly one is told that it was first.
     */
    boolean create(String key, byte[] content, Map<String, String> metadata) {
        return put(key, content, metadata, Optional.empty());
    }

    /** Replaces the object that has this etag; false, and nothing changed, when it has another by now. */
    boolean replace(String key, String etag, byte[] content, Map<String, String> metadata) {
        return put(key, content, metadata, Optional.of(etag));
    }

    private boolean put(String key, byte[] content, Map<String, String> metadata, Optional<String> replaced) {
        String writer = UUID.randomUUID().toString();
        Map<String, String> described = new HashMap<>(metadata);
        described.put(WRITER, writer);
        return exclusively(
                key,
                writer,
                () -> client.putObject(
                        request -> {
                            request.bucket(name())
                                    .key(key)
                                    .metadata(described)
                                    .contentType(ContentTypes.of(key))
                                    .checksumSHA256(Checksums.base64(content));
                            replaced.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
                        },
                        RequestBody.fromBytes(content)));
    }

    /**
     * Carries out a conditional write and tells whether it was this writer's that counted. 412 says that the name is taken, by
     * another or by our own try whose answer was lost; 409 that two writes met and neither counted, so it is tried again.
     */
    boolean exclusively(String key, String writer, Runnable write) {
        return guarded(key, () -> {
            for (int attempt = 1; ; attempt++) {
                try {
                    write.run();
                    return true;
                } catch (SdkException e) {
                    if (status(e) == CONFLICT && attempt < limits.attempts() && pause(attempt)) {
                        continue;
                    }
                    if (isThere(key, writer, e)) {
                        return true;
                    }
                    if (status(e) == PRECONDITION_FAILED) {
                        return false;
                    }
                    throw e;
                }
            }
        });
    }

    /** Where looking fails as well, what the write was told says more: an answer to HEAD has no words. */
    private boolean isThere(String key, String writer, SdkException refused) {
        try {
            return head(key)
                    .flatMap(object -> object.metadata(WRITER))
                    .filter(writer::equals)
                    .isPresent();
        } catch (CodedException unseen) {
            refused.addSuppressed(unseen);
            throw refused;
        }
    }

    private static int status(SdkException e) {
        return e instanceof S3Exception answer ? answer.statusCode() : 0;
    }

    /** False when there is no more time: somebody wants this thread to end. */
    private boolean pause(int attempt) {
        Duration doubled = limits.firstPause().multipliedBy(1L << Math.min(attempt - 1, 16));
        Duration pause = doubled.compareTo(limits.longestPause()) < 0 ? doubled : limits.longestPause();
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Names directly below a prefix, those of "folders" without their '/'. */
    List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        pages(prefix, true, page -> {
            page.commonPrefixes()
                    .forEach(folder -> names.add(folder.prefix()
                            .substring(prefix.length(), folder.prefix().length() - 1)));
            page.contents().forEach(object -> names.add(object.key().substring(prefix.length())));
        });
        return names;
    }

    /** Every object below a prefix with its size, names without the prefix. */
    Map<String, Long> sizes(String prefix) {
        Map<String, Long> sizes = new HashMap<>();
        pages(
                prefix,
                false,
                page -> page.contents()
                        .forEach(object -> sizes.put(object.key().substring(prefix.length()), object.size())));
        return sizes;
    }

    private void pages(String prefix, boolean direct, Consumer<ListObjectsV2Response> use) {
        Optional<String> next = Optional.empty();
        do {
            Optional<String> from = next;
            ListObjectsV2Response page = guarded(
                    prefix,
                    () -> client.listObjectsV2(request -> {
                        request.bucket(name()).prefix(prefix);
                        if (direct) {
                            request.delimiter("/");
                        }
                        from.ifPresent(request::continuationToken);
                    }));
            use.accept(page);
            next = Boolean.TRUE.equals(page.isTruncated())
                    ? Optional.ofNullable(page.nextContinuationToken())
                    : Optional.empty();
        } while (next.isPresent());
    }

    /** Nothing happens where there is none. */
    void delete(String key) {
        guarded(key, () -> client.deleteObject(request -> request.bucket(name()).key(key)));
    }

    <T> T guarded(String key, Supplier<T> action) {
        try {
            return action.get();
        } catch (SdkException e) {
            throw unavailable("failed at " + key + ": " + reason(e), e);
        }
    }

    CodedException unavailable(String what, Throwable cause) {
        return new CodedException(ErrorCode.STORE_UNAVAILABLE, "the store " + location + " " + what, cause);
    }

    /** What S3 or the client says, in one line. */
    static String reason(SdkException e) {
        if (e instanceof S3Exception refused) {
            AwsErrorDetails details = refused.awsErrorDetails();
            return details == null || details.errorCode() == null
                    ? "HTTP " + refused.statusCode() + " without a word of S3's"
                    : details.errorCode() + ", " + details.errorMessage() + " (HTTP " + refused.statusCode() + ")";
        }
        if (String.valueOf(e.getMessage()).startsWith(NO_CREDENTIALS)) {
            // goes on with all the places that were looked at
            return "no credentials: MACAW_S3_ACCESS_KEY and MACAW_S3_SECRET_KEY are not set, and AWS' variables, files and roles give none";
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == e || root.getMessage() == null
                ? String.valueOf(e.getMessage())
                : root.getClass().getSimpleName() + ", " + root.getMessage();
    }

    @Override
    public String toString() {
        return location.toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
