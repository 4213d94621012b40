package macaw.trainer.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import macaw.artefacts.VersionJson;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Failure;
import macaw.records.RewardWeight;
import macaw.records.RunKind;
import macaw.trainer.runs.RunRecord.PinnedVersion;

/** The files of a run in the store: {@code run.json} and the entries of its status journal. */
final class RunJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunJson() {}

    static byte[] write(RunRecord run) {
        ObjectNode root = JSON.createObjectNode();
        root.put("namespace", run.namespace());
        root.put("id", run.id());
        root.put("kind", run.kind().name());
        root.put("settings", run.settingsJson());
        root.put("createdAtMicros", ChronoUnit.MICROS.between(Instant.EPOCH, run.createdAt()));
        ObjectNode models = root.putObject("models");
        new TreeMap<>(run.models())
                .forEach((role, model) -> models.putObject(role)
                        .put("kind", model.kind().name())
                        .set("version", VersionJson.write(model.ref())));
        ObjectNode data = root.putObject("data");
        new TreeMap<>(run.data()).forEach(data::put);
        ArrayNode rewards = root.putArray("rewards");
        run.rewards()
                .forEach(reward -> rewards.addObject()
                        .put("weight", reward.weight())
                        .set("version", VersionJson.write(reward.reward())));
        return bytes(root);
    }

    static RunRecord readRun(String place, byte[] content) {
        return read(place, content, root -> {
            Map<String, PinnedVersion> models = new HashMap<>();
            root.required("models").properties().forEach(model -> models.put(model.getKey(), pinned(model.getValue())));
            Map<String, String> data = new HashMap<>();
            root.required("data")
                    .properties()
                    .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
            List<RewardWeight> rewards = new ArrayList<>();
            root.required("rewards")
                    .forEach(reward -> rewards.add(new RewardWeight(
                            VersionJson.read(reward.required("version")),
                            reward.required("weight").asDouble())));
            return new RunRecord(
                    root.required("namespace").asText(),
                    root.required("id").asText(),
                    RunKind.valueOf(root.required("kind").asText()),
                    root.required("settings").asText(),
                    Instant.EPOCH.plus(root.required("createdAtMicros").asLong(), ChronoUnit.MICROS),
                    models,
                    data,
                    rewards);
        });
    }

    static byte[] write(RunStatus status) {
        ObjectNode root = JSON.createObjectNode().put("status", status.name());
        switch (status) {
            case RunStatus.Paused(Failure reason, boolean byItself) -> {
                root.put("goesOnByItself", byItself);
                putFailure(root, reason);
            }
            case RunStatus.Failed(Failure reason) -> putFailure(root, reason);
            case RunStatus.Queued(), RunStatus.Running(), RunStatus.Finished(), RunStatus.Cancelled() -> {}
        }
        return bytes(root);
    }

    static RunStatus readStatus(String place, byte[] content) {
        return read(place, content, root -> switch (root.required("status").asText()) {
            case "queued" -> new RunStatus.Queued();
            case "running" -> new RunStatus.Running();
            case "paused" ->
                new RunStatus.Paused(
                        failure(root), root.required("goesOnByItself").asBoolean());
            case "finished" -> new RunStatus.Finished();
            case "failed" -> new RunStatus.Failed(failure(root));
            case "cancelled" -> new RunStatus.Cancelled();
            case String other -> throw new IllegalArgumentException("unknown status " + other);
        });
    }

    private static void putFailure(ObjectNode root, Failure failure) {
        root.put("code", failure.code());
        root.put("message", failure.message());
        root.put("retryable", failure.retryable());
    }

    private static Failure failure(JsonNode root) {
        return new Failure(
                root.required("code").asText(),
                root.required("message").asText(),
                root.required("retryable").asBoolean());
    }

    private static PinnedVersion pinned(JsonNode node) {
        return new PinnedVersion(
                VersionKind.valueOf(node.required("kind").asText()), VersionJson.read(node.required("version")));
    }

    private interface Reader<T> {
        T read(JsonNode root);
    }

    private static <T> T read(String place, byte[] content, Reader<T> reader) {
        try {
            return reader.read(JSON.readTree(content));
        } catch (IOException | IllegalArgumentException e) {
            throw new CodedException(ErrorCode.MANIFEST_MISMATCH, place + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(ObjectNode root) {
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
