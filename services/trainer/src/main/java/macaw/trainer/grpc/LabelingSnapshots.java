package macaw.trainer.grpc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import macaw.chassis.errors.GrpcErrors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.wire.ContractRevision;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.datasets.Snapshots;
import macaw.v1.Comparison;
import macaw.v1.Demonstration;
import macaw.v1.LabelingServiceGrpc;
import macaw.v1.SnapshotRecord;
import macaw.v1.SnapshotRef;
import macaw.v1.Split;

/** Labeling's snapshots as canonical rows, through its ExportSnapshot. */
public final class LabelingSnapshots implements Snapshots {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<Channel> labeling;

    /** Asks labeling through this channel; without one no snapshot can be had. */
    public LabelingSnapshots(Optional<Channel> labeling) {
        this.labeling = labeling;
    }

    @Override
    public Datasets.Source export(String namespace, String snapshotId) {
        Channel channel = labeling.orElseThrow(() -> new CodedException(
                ErrorCode.LABELING_UNAVAILABLE, "MACAW_LABELING_TARGET is not set, so no snapshot can be read"));
        return out -> {
            try {
                Iterator<SnapshotRecord> records = LabelingServiceGrpc.newBlockingStub(channel)
                        .exportSnapshot(SnapshotRef.newBuilder()
                                .setNamespace(namespace)
                                .setSnapshotId(snapshotId)
                                .build());
                while (records.hasNext()) {
                    write(records.next(), out);
                }
            } catch (StatusRuntimeException e) {
                throw GrpcErrors.fromStatus(e, ErrorCode.LABELING_UNAVAILABLE);
            }
        };
    }

    private static void write(SnapshotRecord record, OutputStream out) throws IOException {
        ObjectNode row = switch (record.getRecordCase()) {
            case DEMONSTRATION -> row(record.getDemonstration());
            case COMPARISON -> row(record.getComparison());
            case PROMPT ->
                JSON.createObjectNode().put("prompt", record.getPrompt().getWhole());
            case RECORD_NOT_SET ->
                throw new CodedException(
                        ErrorCode.ROW_INVALID, "labeling sent a record of a kind that is not known here");
        };
        out.write((row + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode row(Demonstration demonstration) {
        ContractRevision.require(demonstration.getContractRevision());
        ObjectNode row = JSON.createObjectNode();
        row.put("prompt", demonstration.getPrompt());
        row.put("response", demonstration.getResponse());
        split(demonstration.getSplit()).ifPresent(split -> row.put("split", split));
        return row;
    }

    private static ObjectNode row(Comparison comparison) {
        ContractRevision.require(comparison.getContractRevision());
        ObjectNode row = JSON.createObjectNode();
        row.put("prompt", comparison.getPrompt());
        ArrayNode outputs = row.putArray("outputs");
        List<String> ids = new ArrayList<>();
        comparison.getOutputsList().forEach(output -> {
            ids.add(output.getOutputId());
            outputs.add(output.getText());
        });
        ArrayNode ranking = row.putArray("ranking");
        comparison.getRankingList().forEach(group -> {
            ArrayNode indices = ranking.addArray();
            group.getOutputIdsList().forEach(id -> indices.add(ids.indexOf(id)));
        });
        row.put("labeler", comparison.getLabelerPseudonym());
        split(comparison.getSplit()).ifPresent(split -> row.put("split", split));
        return row;
    }

    private static Optional<String> split(Split split) {
        return switch (split) {
            case SPLIT_TRAIN -> Optional.of("train");
            case SPLIT_VALIDATION -> Optional.of("validation");
            case SPLIT_TEST -> Optional.of("test");
            case SPLIT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }
}
