package macaw.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.topics.SeenTopic;
import macaw.topics.Topic;
import macaw.topics.TopicDifference;
import macaw.topics.Topics;
import macaw.topics.kafka.BrokerTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;

/** The broker, its topics beside the list, and how far the groups have come. */
final class BrokerCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String KAFKA = "kafka";

    private final String address;
    private final Admin admin;
    private final Topics topics;
    private final List<Finding> findings = new ArrayList<>();

    private BrokerCheck(String address, Admin admin, Topics topics) {
        this.address = address;
        this.admin = admin;
        this.topics = topics;
    }

    /** @param client settings of a Kafka client */
    static List<Finding> of(Map<String, Object> client, Topics topics) throws InterruptedException {
        String address = String.valueOf(client.get("bootstrap.servers"));
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("request.timeout.ms", (int) PATIENCE.toMillis() / 2);
        try (Admin admin = Admin.create(settings)) {
            BrokerCheck check = new BrokerCheck(address, admin, topics);
            check.look();
            return check.findings;
        } catch (KafkaException e) {
            return List.of(away(address, e));
        }
    }

    private void look() throws InterruptedException {
        try {
            int brokers = get(admin.describeCluster().nodes()).size();
            findings.add(Finding.ok(KAFKA, address + " answers, brokers: " + brokers));
            Map<String, SeenTopic> seen =
                    new BrokerTopics(admin, PATIENCE).look(topics.byFullName().keySet());
            topics(seen);
            lags(seen);
        } catch (ExecutionException | TimeoutException e) {
            findings.add(away(address, e.getCause() == null ? e : e.getCause()));
        } catch (CodedException e) {
            findings.add(Finding.bad(KAFKA, e.getMessage() + "", "look at the broker's log"));
        }
    }

    private static Finding away(String address, Throwable e) {
        return e instanceof AuthenticationException
                ? Finding.bad(
                        KAFKA,
                        address + " does not let us in: " + e.getMessage(),
                        "set MACAW_KAFKA_SECURITY_PROTOCOL and its like as the broker wants them")
                : Finding.bad(
                        KAFKA,
                        address + " does not answer: " + root(e),
                        "start the broker, or set MACAW_KAFKA_BOOTSTRAP to where it is");
    }

    private static String root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? "no answer within " + PATIENCE.toSeconds() + " s" : root.getMessage();
    }

    private void topics(Map<String, SeenTopic> seen) {
        List<TopicDifference> differences = topics.differences(seen);
        Map<String, List<String>> notes = new LinkedHashMap<>();
        for (TopicDifference each : differences) {
            if (each.error()) {
                findings.add(Finding.bad("topics", each.describe(), todo(each)));
            } else {
                notes.computeIfAbsent(each.detail(), detail -> new ArrayList<>())
                        .add(each.topic());
            }
        }
        // a single broker has all of them with one replica
        notes.forEach((detail, names) -> findings.add(Finding.note(
                "topics",
                names.size() == 1 ? names.getFirst() + " " + detail : detail + ", of " + names.size() + " topics")));
        if (differences.stream().noneMatch(TopicDifference::error)) {
            findings.add(Finding.ok("topics", seen.size() + " of namespace " + topics.namespace() + " are there"));
        }
    }

    private String todo(TopicDifference difference) {
        return switch (difference) {
            case TopicDifference.Missing ignored ->
                "`macaw topics create --bootstrap " + address + " --namespace " + topics.namespace()
                        + "` makes it, with --replication 1 on a single broker";
            case TopicDifference.Denied denied -> "give this client " + denied.right() + " on the topic";
            case TopicDifference.Setting setting ->
                setting.setting().equals("partitions")
                        ? "kafka-topics --bootstrap-server " + address + " --alter --topic " + setting.topic()
                                + " --partitions " + setting.wants()
                        : "kafka-configs --bootstrap-server " + address + " --alter --topic " + setting.topic()
                                + " --add-config " + setting.setting() + "=" + setting.wants();
        };
    }

    /** How many records each group has before it; what is too many only who watches it over time can say. */
    private void lags(Map<String, SeenTopic> seen) throws InterruptedException, ExecutionException, TimeoutException {
        for (Topic topic : topics.all()) {
            String name = topics.fullName(topic);
            if (topic.group().isPresent() && seen.get(name) instanceof SeenTopic.Present there) {
                findings.add(lag(name, topics.group(topic.name()), there.partitions()));
            }
        }
    }

    private Finding lag(String topic, String group, int partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> ends = offsets(topic, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> next = offsets(topic, partitions, OffsetSpec.earliest());
        int committed = 0;
        for (var each : get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .entrySet()) {
            if (each.getValue() != null && next.containsKey(each.getKey())) {
                next.put(each.getKey(), each.getValue().offset());
                committed++;
            }
        }
        long behind = ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
                .sum();
        String records = group + " is " + behind + " records behind";
        return behind > 0 && committed == 0
                ? Finding.note("lag", records + " and has never read")
                : Finding.ok("lag", records);
    }

    private Map<TopicPartition, Long> offsets(String topic, int partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        get(admin.listOffsets(asked).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private static <T> T get(KafkaFuture<T> answer) throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
