package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.topics.SeenTopic;
import macaw.topics.Topic;
import macaw.topics.Topics;
import macaw.topics.kafka.BrokerTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights of Strimzi's users at a real broker with access control: each can do what its service does, and not what another does. */
@Tag("integration")
class StrimziRightsTest {
    private static final Topics TOPICS = Topics.of("default");
    private static final Map<String, StrimziFiles.Rights> RIGHTS = new StrimziFiles(TOPICS).rights();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static EmbeddedBroker broker;

    @BeforeAll
    static void aBrokerKnowsTheUsersAndTheirRights() throws Exception {
        String users = RIGHTS.keySet().stream()
                .map(user -> "user_" + user + "=\"" + user + "\"")
                .collect(Collectors.joining(" "));
        broker = new EmbeddedBroker(
                Map.of("PASSWORD", "SASL_PLAINTEXT"),
                Map.of(
                        "sasl.enabled.mechanisms", "PLAIN",
                        "listener.name.password.plain.sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required " + users + ";",
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users", "User:ANONYMOUS"));
        List<AclBinding> all = new ArrayList<>();
        RIGHTS.forEach((user, rights) -> rights.operations()
                .forEach((resource, operations) ->
                        operations.forEach(operation -> all.add(binding(user, resource, operation)))));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            new BrokerTopics(admin, PATIENCE).createMissing(TOPICS, Optional.of(1));
            admin.createAcls(all).all().get();
        }
    }

    @AfterAll
    static void itEnds() {
        broker.close();
    }

    private static AclBinding binding(String user, String resource, String operation) {
        String[] words = resource.split(" ");
        ResourceType type = switch (words[0]) {
            case "topic" -> ResourceType.TOPIC;
            case "group" -> ResourceType.GROUP;
            case "cluster" -> ResourceType.CLUSTER;
            case "transactionalId" -> ResourceType.TRANSACTIONAL_ID;
            default -> throw new IllegalArgumentException(resource);
        };
        String name = type == ResourceType.CLUSTER ? "kafka-cluster" : words[1];
        // Describe, DescribeConfigs: the names of Kafka's own enum without its underscores
        AclOperation meant = AclOperation.valueOf(
                operation.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT));
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", meant, AclPermissionType.ALLOW));
    }

    private static Map<String, Object> client(String user) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrap("PASSWORD"),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + user + "\";"));
    }

    private static KafkaProducer<String, String> producer(String user, Map<String, Object> more) {
        var settings = client(user);
        settings.putAll(Map.of("acks", "all", "enable.idempotence", true, "max.block.ms", 20_000));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(String user, Map<String, Object> more) {
        var settings = client(user);
        settings.putAll(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", false));
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static List<Topic> writtenBy(String service) {
        return TOPICS.all().stream()
                .filter(topic -> topic.writers().contains(service))
                .toList();
    }

    private static List<Topic> readBy(String service) {
        return TOPICS.all().stream()
                .filter(topic -> topic.readers().contains(service))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"labeling", "generator", "reward", "trainer"})
    void aServiceWritesItsTopicsIdempotentlyAndNoOthers(String service) {
        Set<String> written = new TreeSet<>();
        for (Topic topic : TOPICS.all()) {
            // a producer is spoiled by one refusal
            try (var producer = producer("macaw-" + service, Map.of())) {
                producer.send(new ProducerRecord<>(TOPICS.fullName(topic), "key", "value"))
                        .get();
                written.add(topic.name());
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(AuthorizationException.class);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(written)
                .containsExactlyInAnyOrderElementsOf(
                        writtenBy(service).stream().map(Topic::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"generator", "reward", "trainer"})
    void aServiceReadsItsTopicsInItsGroupOrWithoutAny(String service) {
        String user = "macaw-" + service;
        for (Topic topic : readBy(service)) {
            String name = TOPICS.fullName(topic);
            Map<String, Object> group = topic.group().isPresent()
                    ? Map.of("group.id", TOPICS.group(topic.name()), "group.instance.id", "one")
                    : Map.of();
            try (var consumer = consumer(user, group)) {
                if (topic.group().isPresent()) {
                    consumer.subscribe(List.of(name));
                    while (consumer.assignment().isEmpty()) {
                        consumer.poll(Duration.ofMillis(100));
                    }
                    consumer.commitSync();
                } else {
                    List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
                    consumer.assign(partitions);
                    assertThat(consumer.endOffsets(partitions)).hasSize(topic.partitions());
                    consumer.poll(Duration.ZERO);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"labeling", "generator", "reward", "trainer", "tools"})
    void whoUsesTopicsSeesHowTheyAreSet(String user) throws InterruptedException {
        try (Admin admin = Admin.create(client("macaw-" + user))) {
            List<String> used =
                    user.equals("tools") ? List.copyOf(TOPICS.byFullName().keySet()) : TOPICS.usedBy(user);
            assertThat(new BrokerTopics(admin, PATIENCE).look(used).values())
                    .hasSameSizeAs(used)
                    .allSatisfy(seen ->
                            assertThat(((SeenTopic.Present) seen).settings()).isPresent());
        }
    }

    @Test
    void labelingAloneWritesInTheTransactionsOfTheOutbox() {
        Map<String, Object> outbox = Map.of("transactional.id", TOPICS.outboxWriter());
        try (var producer = producer("macaw-labeling", outbox)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPICS.fullName("comparisons"), "key", "value"));
            producer.commitTransaction();
        }
        try (var producer = producer("macaw-trainer", outbox)) {
            assertThatThrownBy(producer::initTransactions).isInstanceOf(AuthorizationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trainer", "keda", "tools"})
    void whoWatchesTheGroupsSeesWhereTheyAre(String user) throws Exception {
        try (Admin admin = Admin.create(client("macaw-" + user))) {
            for (String topic : List.of("prompts", "rollouts")) {
                var first = new TopicPartition(TOPICS.fullName(topic), 0);
                admin.listConsumerGroupOffsets(TOPICS.group(topic))
                        .partitionsToOffsetAndMetadata()
                        .get();
                assertThat(admin.listOffsets(Map.of(first, OffsetSpec.latest()))
                                .all()
                                .get())
                        .hasSize(1);
                assertThat(admin.describeTopics(List.of(first.topic()))
                                .allTopicNames()
                                .get())
                        .hasSize(1);
            }
        }
    }

    @Test
    void kedaReadsNothing() {
        try (var consumer = consumer("macaw-keda", Map.of())) {
            var first = new TopicPartition(TOPICS.fullName("prompts"), 0);
            consumer.assign(List.of(first));
            consumer.seek(first, 0);
            assertThatThrownBy(() -> consumer.poll(PATIENCE)).isInstanceOf(AuthorizationException.class);
        }
    }
}
