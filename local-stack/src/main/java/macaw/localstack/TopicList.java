package macaw.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of {@code topics.yaml}, and how they are made on a single broker. */
public final class TopicList {
    private final List<Topic> topics;

    /**
     * One topic as the file has it.
     *
     * @param name without prefix and namespace
     * @param message the protobuf message in it, {@code macaw.v1.…}
     * @param partitions how many
     * @param settings Kafka's topic settings
     */
    public record Topic(String name, String message, int partitions, Map<String, String> settings) {}

    private TopicList(List<Topic> topics) {
        this.topics = List.copyOf(topics);
    }

    /** Reads the list that ships with the contracts. */
    public static TopicList read() {
        try (InputStream in = TopicList.class.getResourceAsStream("/macaw/v1/topics.yaml")) {
            if (in == null) {
                throw new StackException("topics.yaml is not on the class path");
            }
            JsonNode root = new YAMLMapper().readTree(in);
            String maxMessageBytes = root.at("/defaults/maxMessageBytes").asText();
            List<Topic> topics = new ArrayList<>();
            for (JsonNode topic : root.get("topics")) {
                Map<String, String> settings = new HashMap<>();
                settings.put(
                        TopicConfig.CLEANUP_POLICY_CONFIG, topic.get("cleanup").asText());
                settings.put(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        topic.path("maxMessageBytes").asText(maxMessageBytes));
                if (topic.has("retention")) {
                    Duration retention = Duration.parse(topic.get("retention").asText());
                    settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
                }
                topics.add(new Topic(
                        topic.get("name").asText(),
                        topic.get("message").asText(),
                        topic.get("partitions").asInt(),
                        Map.copyOf(settings)));
            }
            return new TopicList(topics);
        } catch (IOException e) {
            throw new StackException("topics.yaml cannot be read: " + e.getMessage(), e);
        }
    }

    /** All topics, in the file's order. */
    public List<Topic> topics() {
        return topics;
    }

    /** Makes the topics of a namespace that are not there yet, with one replica each. */
    public void create(Admin admin, String namespace) {
        try {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = topics.stream()
                    .map(topic -> new NewTopic(name(namespace, topic.name()), topic.partitions(), (short) 1)
                            .configs(topic.settings()))
                    .filter(topic -> !there.contains(topic.name()))
                    .collect(Collectors.toList());
            admin.createTopics(missing).all().get();
            // a topic is made before each partition has its leader; offsets are not told before
            admin.listOffsets(topics.stream()
                            .flatMap(topic -> IntStream.range(0, topic.partitions())
                                    .mapToObj(
                                            partition -> new TopicPartition(name(namespace, topic.name()), partition)))
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new StackException("the topics cannot be made: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the topics are made", e);
        }
    }

    /** A topic's whole name: {@code macaw.NAMESPACE.name}. */
    public static String name(String namespace, String topic) {
        return "macaw." + namespace + "." + topic;
    }
}
