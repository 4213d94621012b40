package macaw.artefacts.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import macaw.artefacts.FileEntry;
import macaw.artefacts.Hashes;
import macaw.artefacts.StorePath;
import macaw.artefacts.Verification;
import macaw.errors.CodedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Carries files to the bucket and back, large ones in parts; S3 checks the SHA-256 of what arrives, and so do we of what comes. */
final class Transfers {
    /** Metadata: SHA-256 of a file's bytes, hex. */
    static final String SHA256 = "macaw-sha256";

    private static final System.Logger LOG = System.getLogger(Transfers.class.getName());
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int BUFFER = 1 << 16;

    private final Bucket bucket;
    private final S3Limits limits;
    private final Parallel parallel;

    Transfers(Bucket bucket, S3Limits limits) {
        this.bucket = bucket;
        this.limits = limits;
        this.parallel = new Parallel(limits.parallel());
    }

    /** Whether the object holds this file's bytes, by what its writer said of it and S3 had checked. */
    boolean holds(String key, FileEntry file) {
        return bucket.head(key)
                .filter(object -> object.size() == file.size())
                .flatMap(object -> object.metadata(SHA256))
                .filter(file.sha256()::equals)
                .isPresent();
    }

    /** Creates the object of each of these files, which nobody overwrites; true when every one holds its file's bytes. */
    boolean upload(String prefix, Path directory, List<FileEntry> files) {
        return !parallel.map(files, file -> upload(prefix + file.name(), directory.resolve(file.name()), file))
                .contains(false);
    }

    private boolean upload(String key, Path path, FileEntry file) throws Exception {
        String writer = UUID.randomUUID().toString();
        Map<String, String> metadata = Map.of(Bucket.WRITER, writer, SHA256, file.sha256());
        boolean first = file.size() <= limits.partBytes()
                ? uploadWhole(key, path, file, writer, metadata)
                : uploadInParts(key, path, file, writer, metadata);
        return first || holds(key, file);
    }

    private boolean uploadWhole(String key, Path path, FileEntry file, String writer, Map<String, String> metadata)
            throws Exception {
        FilePart whole = new FilePart(path, 1, 0, file.size());
        return parallel.request(() -> bucket.exclusively(
                key,
                writer,
                () -> bucket.client()
                        .putObject(
                                request -> request.bucket(bucket.name())
                                        .key(key)
                                        .metadata(metadata)
                                        .contentType(ContentTypes.of(key))
                                        .checksumSHA256(Checksums.base64(file.sha256()))
                                        .ifNoneMatch("*"),
                                whole.body(ContentTypes.of(key)))));
    }

    private boolean uploadInParts(String key, Path path, FileEntry file, String writer, Map<String, String> metadata)
            throws Exception {
        String upload = bucket.guarded(
                key,
                () -> bucket.client()
                        .createMultipartUpload(request -> request.bucket(bucket.name())
                                .key(key)
                                .metadata(metadata)
                                .contentType(ContentTypes.of(key))
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                        .uploadId());
        boolean complete = false;
        try {
            List<CompletedPart> parts = parallel.map(
                    FilePart.of(path, file.size(), limits.partBytes(file.size())),
                    part -> uploadPart(key, upload, part));
            complete = bucket.exclusively(
                    key,
                    writer,
                    () -> bucket.client()
                            .completeMultipartUpload(request -> request.bucket(bucket.name())
                                    .key(key)
                                    .uploadId(upload)
                                    .multipartUpload(all -> all.parts(parts))
                                    .ifNoneMatch("*")));
            return complete;
        } finally {
            if (!complete) {
                abort(key, upload);
            }
        }
    }

    private CompletedPart uploadPart(String key, String upload, FilePart part) throws Exception {
        return parallel.request(() -> {
            String checksum = Checksums.base64(part);
            String etag = bucket.guarded(
                    key,
                    () -> bucket.client()
                            .uploadPart(
                                    request -> request.bucket(bucket.name())
                                            .key(key)
                                            .uploadId(upload)
                                            .partNumber(part.number())
                                            .checksumSHA256(checksum),
                                    part.body(ContentTypes.of(key)))
                            .eTag());
            return CompletedPart.builder()
                    .partNumber(part.number())
                    .eTag(etag)
                    .checksumSHA256(checksum)
                    .build();
        });
    }

    /** What is left when this fails too costs space until the bucket's lifecycle rule takes it away. */
    private void abort(String key, String upload) {
        try {
            bucket.client()
                    .abortMultipartUpload(
                            request -> request.bucket(bucket.name()).key(key).uploadId(upload));
        } catch (SdkException e) {
            LOG.log(Level.WARNING, "an unfinished upload of {0} stays in {1}: {2}", key, bucket, e.getMessage());
        }
    }

    /** Fetches these files into a directory and verifies each. Errors: MANIFEST_MISMATCH. */
    void download(StorePath folder, String prefix, List<FileEntry> files, Path directory) {
        parallel.map(files, file -> {
            download(folder, prefix + file.name(), file, directory.resolve(file.name()));
            return file;
        });
    }

    private void download(StorePath folder, String key, FileEntry file, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        List<FilePart> parts = FilePart.of(target, file.size(), limits.partBytes());
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            parallel.map(
                    parts, part -> parallel.request(() -> fetch(folder, key, file, part, parts.size() > 1, channel)));
        }
        String sha256 = Hashes.sha256(target);
        if (!sha256.equals(file.sha256())) {
            throw Verification.mismatch(
                    folder, file.name() + " has SHA-256 " + sha256 + ", its manifest says " + file.sha256());
        }
    }

    private FilePart fetch(
            StorePath folder, String key, FileEntry file, FilePart part, boolean ranged, FileChannel channel) {
        return bucket.guarded(key, () -> {
            try {
                return bucket.client()
                        .getObject(
                                request -> {
                                    request.bucket(bucket.name()).key(key);
                                    if (ranged) {
                                        request.range(
                                                "bytes=" + part.offset() + "-" + (part.offset() + part.length() - 1));
                                    }
                                },
                                (answer, body) -> {
                                    Verification.requireSize(folder, file, total(answer));
                                    write(body, part, channel);
                                    return part;
                                });
            } catch (NoSuchKeyException absent) {
                throw Verification.mismatch(folder, "lacks the file " + file.name());
            } catch (S3Exception e) {
                if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                    bucket.head(key).ifPresent(object -> Verification.requireSize(folder, file, object.size()));
                }
                throw e;
            } catch (SdkException e) {
                // what our own reading threw comes wrapped
                for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                    if (cause instanceof CodedException ours) {
                        throw ours;
                    }
                    if (cause instanceof UncheckedIOException disk) {
                        throw disk;
                    }
                }
                throw e;
            }
        });
    }

    /** Size of the whole object: of a range, what stands behind the '/' of {@code bytes 0-99/1234}. */
    private static long total(GetObjectResponse answer) {
        String range = answer.contentRange();
        return range == null ? answer.contentLength() : Long.parseLong(range.substring(range.indexOf('/') + 1));
    }

    private static void write(InputStream body, FilePart part, FileChannel channel) {
        byte[] buffer = new byte[BUFFER];
        long written = 0;
        while (written < part.length()) {
            int read;
            try {
                read = body.read(buffer, 0, (int) Math.min(buffer.length, part.length() - written));
            } catch (IOException e) {
                throw RetryableException.create("the answer broke off: " + e.getMessage(), e);
            }
            if (read < 0) {
                throw RetryableException.create(
                        "the answer ended after " + written + " of " + part.length() + " bytes");
            }
            try {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    written += channel.write(bytes, part.offset() + written);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
