package macaw.trainer.grpc;

import io.grpc.stub.StreamObserver;
import macaw.trainer.datasets.DatasetIntake;
import macaw.trainer.datasets.Datasets;
import macaw.v1.DatasetChunk;
import macaw.v1.DatasetUploaded;
import org.jspecify.annotations.Nullable;

/** One stream of UploadDataset. */
final class DatasetUpload implements StreamObserver<DatasetChunk> {
    private final Namespace namespace;
    private final Datasets datasets;
    private final StreamObserver<DatasetUploaded> reply;
    private @Nullable DatasetIntake intake;

    DatasetUpload(Namespace namespace, Datasets datasets, StreamObserver<DatasetUploaded> reply) {
        this.namespace = namespace;
        this.datasets = datasets;
        this.reply = reply;
    }

    @Override
    public void onNext(DatasetChunk chunk) {
        String own = namespace.require(chunk.getNamespace());
        DatasetIntake current = intake(own);
        try {
            current.bytes(chunk.getData().toByteArray());
        } catch (RuntimeException e) {
            current.close();
            throw e;
        }
    }

    @Override
    public void onCompleted() {
        try (DatasetIntake current = intake(namespace.own())) {
            String sha256 = current.finish();
            reply.onNext(DatasetUploaded.newBuilder()
                    .setNamespace(namespace.own())
                    .setSha256(sha256)
                    .setBytes(current.size())
                    .build());
            reply.onCompleted();
        }
    }

    private DatasetIntake intake(String own) {
        DatasetIntake current = intake;
        if (current == null) {
            current = datasets.begin(own);
            intake = current;
        }
        return current;
    }

    @Override
    public void onError(Throwable broken) {
        DatasetIntake current = intake;
        if (current != null) {
            current.close();
        }
    }
}
