package macaw.trainer.grpc;

import io.grpc.stub.StreamObserver;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.trainer.imports.CheckpointImport;
import macaw.trainer.imports.Imports;
import macaw.trainer.wire.ImportCodec;
import macaw.trainer.wire.VersionCodec;
import macaw.v1.ImportChunk;
import macaw.v1.VersionPublished;
import org.jspecify.annotations.Nullable;

/** One stream of ImportCheckpoint. */
final class CheckpointUpload implements StreamObserver<ImportChunk> {
    private final Namespace namespace;
    private final Imports imports;
    private final StreamObserver<VersionPublished> reply;
    private @Nullable CheckpointImport open;

    CheckpointUpload(Namespace namespace, Imports imports, StreamObserver<VersionPublished> reply) {
        this.namespace = namespace;
        this.imports = imports;
        this.reply = reply;
    }

    @Override
    public void onNext(ImportChunk chunk) {
        guarded(() -> {
            if (chunk.hasHeader()) {
                begin(chunk);
            }
            CheckpointImport current = current();
            if (!chunk.getFile().isEmpty()) {
                current.file(chunk.getFile());
            }
            if (!chunk.getData().isEmpty()) {
                current.bytes(chunk.getData().toByteArray());
            }
        });
    }

    private void begin(ImportChunk chunk) {
        if (open != null) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "an import has one header");
        }
        String own = namespace.require(chunk.getHeader().getNamespace());
        open = imports.begin(ImportCodec.decode(own, chunk.getHeader()));
    }

    private CheckpointImport current() {
        if (open == null) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "an import begins with a header");
        }
        return open;
    }

    @Override
    public void onCompleted() {
        guarded(() -> {
            VersionPublished published = VersionCodec.encode(current().finish());
            close();
            reply.onNext(published);
            reply.onCompleted();
        });
    }

    @Override
    public void onError(Throwable broken) {
        close();
    }

    /** What was gathered goes before the error does. */
    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void close() {
        CheckpointImport current = open;
        if (current != null) {
            current.close();
        }
    }
}
