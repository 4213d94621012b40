package macaw.trainer.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** {@code flow.json} of a checkpoint. */
final class CheckpointJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CheckpointJson() {}

    static void write(Path file, CheckpointState state) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("step", state.step());
        root.put("complete", state.complete());
        root.put("tokens", state.tokens());
        ObjectNode metrics = root.putObject("metrics");
        state.metrics().forEach(metrics::put);
        state.positions().ifPresent(positions -> {
            ObjectNode topic = root.putObject("positions");
            topic.put("topicId", positions.topicId());
            ObjectNode offsets = topic.putObject("offsets");
            positions.offsets().forEach((partition, offset) -> offsets.put(String.valueOf(partition), offset));
        });
        state.trained().ifPresent(trained -> root.put("trained", trained));
        Files.writeString(file, root.toPrettyString());
    }

    static CheckpointState read(byte[] content) throws IOException {
        JsonNode root = JSON.readTree(content);
        var metrics = new TreeMap<String, Double>();
        root.required("metrics")
                .properties()
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().asDouble()));
        return new CheckpointState(
                root.required("step").asLong(),
                root.required("tokens").asLong(),
                metrics,
                Optional.ofNullable(root.get("positions")).map(CheckpointJson::positions),
                Optional.ofNullable(root.get("trained")).map(JsonNode::asText),
                root.required("complete").asBoolean());
    }

    private static TopicPositions positions(JsonNode node) {
        var offsets = new TreeMap<Integer, Long>();
        node.required("offsets")
                .properties()
                .forEach(offset -> offsets.put(
                        Integer.valueOf(offset.getKey()), offset.getValue().asLong()));
        return new TopicPositions(node.required("topicId").asText(), offsets);
    }
}
