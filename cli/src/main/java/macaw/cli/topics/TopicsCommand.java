package macaw.cli.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.SystemOption;
import macaw.localstack.StackException;
import macaw.topics.Topic;
import macaw.topics.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in the topics. */
@Command(
        name = "topics",
        description = {
            "Shows what is in the topics.",
            "Without a name: each topic with its records, and how far each group of readers has come.",
            "With a name: its last records, decoded."
        },
        subcommands = TopicsCreateCommand.class,
        mixinStandardHelpOptions = true)
public final class TopicsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Mixin
    private SystemOption system = new SystemOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "TOPIC",
            description = "a topic's short name, as in topics.yaml: prompts, rollouts, scored-rollouts, runs, …")
    private @Nullable String topic;

    @Option(names = "--last", paramLabel = "N", description = "records to show (default: ${DEFAULT-VALUE})")
    private int last = 3;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Object> settings = system.running().kafka();
        if (topic == null) {
            try (Admin admin = Admin.create(settings)) {
                list(admin);
            } catch (ExecutionException e) {
                throw new StackException(
                        "the broker does not answer: " + e.getCause() + "; `macaw status` says what is up", e);
            }
            return 0;
        }
        Topic known = topics().find(topic)
                .orElseThrow(() -> new StackException("no topic " + topic + "; `macaw topics` lists them"));
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            newest(consumer, topics().fullName(known))
                    .forEach(record -> System.out.println(line(record, known.message())));
        } catch (KafkaException e) {
            throw new StackException(
                    "the broker does not answer: " + e.getMessage() + "; `macaw status` says what is up", e);
        }
        return 0;
    }

    private Topics topics() {
        return Topics.of(namespace.name);
    }

    private void list(Admin admin) throws ExecutionException, InterruptedException {
        List<Topic> topics = topics().all();
        Map<TopicPartition, OffsetSpec> newest = topics.stream()
                .flatMap(each -> partitions(each).stream())
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends =
                new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
        admin.listOffsets(newest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        Map<String, Map<String, Long>> lags = lags(admin, ends);
        System.out.printf("%-16s %10s %10s  %s%n", "topic", "partitions", "written", "readers (records behind)");
        for (Topic each : topics) {
            long written = partitions(each).stream()
                    .mapToLong(partition -> ends.getOrDefault(partition, 0L))
                    .sum();
            String readers = lags.getOrDefault(topics().fullName(each), Map.of()).entrySet().stream()
                    .map(group -> group.getKey() + " (" + group.getValue() + ")")
                    .collect(Collectors.joining(", "));
            System.out.printf("%-16s %10d %10d  %s%n", each.name(), each.partitions(), written, readers);
        }
    }

    /** Records behind, by topic and group; a group that never committed there is absent. */
    private static Map<String, Map<String, Long>> lags(Admin admin, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException {
        Map<String, Map<String, Long>> lags = new TreeMap<>();
        for (var group : admin.listGroups().all().get()) {
            admin.listConsumerGroupOffsets(group.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, committed) -> {
                        if (committed != null && ends.containsKey(partition)) {
                            lags.computeIfAbsent(partition.topic(), name -> new TreeMap<>())
                                    .merge(group.groupId(), ends.get(partition) - committed.offset(), Long::sum);
                        }
                    });
        }
        return lags;
    }

    private List<TopicPartition> partitions(Topic each) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < each.partitions(); i++) {
            partitions.add(new TopicPartition(topics().fullName(each), i));
        }
        return partitions;
    }

    /** The last records by time, oldest first. */
    private List<ConsumerRecord<String, byte[]>> newest(Consumer<String, byte[]> consumer, String name) {
        Set<TopicPartition> partitions = consumer.partitionsFor(name, PATIENCE).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        ends.forEach(
                (partition, end) -> consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - last)));
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition, PATIENCE) < ends.getOrDefault(partition, 0L))) {
            consumer.poll(PATIENCE).forEach(records::add);
        }
        records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
        return records.subList(Math.max(0, records.size() - last), records.size());
    }

    private static String line(ConsumerRecord<String, byte[]> record, String message) {
        String content = Optional.ofNullable(record.value())
                .map(bytes -> WireText.of(message, bytes))
                .orElse("(removed)");
        return record.partition() + "@" + record.offset() + " " + record.key() + "  " + content
                + WireText.headers(record.headers());
    }
}
