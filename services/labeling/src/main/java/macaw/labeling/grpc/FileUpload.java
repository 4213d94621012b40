package macaw.labeling.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.chassis.errors.GrpcErrors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.exchange.BadRow;
import macaw.labeling.exchange.FileLimits;
import macaw.labeling.exchange.RowsRefused;
import macaw.v1.FileChunk;
import macaw.v1.FileHeader;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes in chunks. It is laid on disk, read when it is whole, and removed.
 *
 * @param <A> the answer
 */
final class FileUpload<A> implements StreamObserver<FileChunk> {
    /** A status has to fit into a header of 8 KiB. */
    private static final int MOST_ROWS = 8;

    private static final int MOST_DETAIL = 150;

    private final FileLimits limits;
    private final Reading<A> reading;
    private final StreamObserver<A> reply;
    private @Nullable FileHeader header;
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private long size;

    /** What is done with the file. */
    interface Reading<A> {
        A read(FileHeader header, InputStream file) throws IOException;
    }

    FileUpload(FileLimits limits, Reading<A> reading, StreamObserver<A> reply) {
        this.limits = limits;
        this.reading = reading;
        this.reply = reply;
    }

    @Override
    public void onNext(FileChunk chunk) {
        try {
            if (header == null) {
                header = chunk.getHeader();
            }
            size += chunk.getData().size();
            if (size > limits.bytes()) {
                throw new CodedException(
                        ErrorCode.FILE_TOO_LARGE,
                        "the file has more than " + limits.bytes() + " bytes: send it in parts");
            }
            chunk.getData().writeTo(out());
        } catch (IOException e) {
            remove();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            remove();
            throw e;
        }
    }

    private OutputStream out() throws IOException {
        OutputStream current = out;
        if (current == null) {
            Path made = Files.createTempFile("macaw-upload", ".rows");
            file = made;
            current = Files.newOutputStream(made);
            out = current;
        }
        return current;
    }

    @Override
    public void onCompleted() {
        try {
            out().close();
            FileHeader known = header == null ? FileHeader.getDefaultInstance() : header;
            if (file != null) {
                try (InputStream bytes = Files.newInputStream(file)) {
                    reply.onNext(reading.read(known, bytes));
                }
            }
            reply.onCompleted();
        } catch (RowsRefused refused) {
            throw status(refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            remove();
        }
    }

    @Override
    public void onError(Throwable broken) {
        remove();
    }

    private void remove() {
        try {
            if (out != null) {
                out.close();
            }
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StatusRuntimeException status(RowsRefused refused) {
        var rows = BadRequest.newBuilder();
        for (BadRow row : refused.first().stream().limit(MOST_ROWS).toList()) {
            rows.addFieldViolationsBuilder()
                    .setField("row " + row.row() + (row.field().isEmpty() ? "" : ", " + row.field()))
                    .setReason(row.code().name())
                    .setDescription(
                            row.detail().substring(0, Math.min(row.detail().length(), MOST_DETAIL)));
        }
        StatusRuntimeException coded = GrpcErrors.toStatus(new CodedException(
                refused.code(), refused.count() + " rows are bad, and none was taken: the first are in the details"));
        var status = com.google.rpc.Status.newBuilder()
                .setCode(coded.getStatus().getCode().value())
                .setMessage(String.valueOf(coded.getStatus().getDescription()))
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(refused.code().name())
                        .setDomain("macaw")
                        .build()))
                .addDetails(Any.pack(rows.build()))
                .build();
        var trailers = new Metadata();
        trailers.put(GrpcErrors.CODE, refused.code().name());
        return StatusProto.toStatusRuntimeException(status, trailers);
    }
}
