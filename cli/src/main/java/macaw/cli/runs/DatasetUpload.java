package macaw.cli.runs;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import macaw.cli.systems.Connection;
import macaw.v1.DatasetChunk;
import macaw.v1.DatasetUploaded;
import macaw.v1.TrainingServiceGrpc;

/** Brings the rows of a data set into the store, where the hash of their bytes names them. */
public final class DatasetUpload {
    private static final int CHUNK_BYTES = 512 << 10;

    private DatasetUpload() {}

    /** How a run's settings name the data set: {@code sha256:HEX}. */
    public static String send(Connection trainer, String namespace, InputStream canonicalRows)
            throws IOException, InterruptedException {
        Upload<DatasetChunk, DatasetUploaded> upload = new Upload<>();
        TrainingServiceGrpc.newStub(trainer.channel()).uploadDataset(upload);
        upload.send(DatasetChunk.newBuilder().setNamespace(namespace).build());
        byte[] buffer = new byte[CHUNK_BYTES];
        for (int read = canonicalRows.readNBytes(buffer, 0, CHUNK_BYTES);
                read > 0;
                read = canonicalRows.readNBytes(buffer, 0, CHUNK_BYTES)) {
            upload.send(DatasetChunk.newBuilder()
                    .setData(ByteString.copyFrom(buffer, 0, read))
                    .build());
        }
        return "sha256:" + upload.finish().getSha256();
    }
}
