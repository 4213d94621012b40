package macaw.chassis.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.topics.TopicDifference;
import macaw.topics.TopicRight;
import macaw.topics.Topics;
import macaw.topics.kafka.BrokerTopics;
import macaw.topics.kafka.KafkaSecurity;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, certificates, ACLs and wrong topics at a real broker. */
@Tag("integration")
class GuardedBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static GuardedBroker broker;

    @BeforeAll
    static void startsABroker() throws Exception {
        broker = new GuardedBroker(directory);
    }

    @AfterAll
    static void stopsIt() {
        broker.close();
    }

    private static KafkaConnection connection(String listener, Map<String, String> variables) {
        return new KafkaConnection(broker.bootstrap(listener), "test", KafkaSecurity.of(variables));
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.open().bootstrap()));
    }

    private static void allow(Admin admin, String user, ResourceType type, String name, AclOperation operation)
            throws Exception {
        admin.createAcls(List.of(new AclBinding(
                        new ResourcePattern(type, name, PatternType.LITERAL),
                        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW))))
                .all()
                .get();
    }

    private void goesRound(String topic, String user, KafkaConnection connection) throws Exception {
        broker.open().create(topic, 1, Map.of());
        try (Admin admin = admin()) {
            allow(admin, user, ResourceType.TOPIC, topic, AclOperation.READ);
            allow(admin, user, ResourceType.TOPIC, topic, AclOperation.WRITE);
        }
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        try (var producer = new AckedProducer(connection, "test")) {
            producer.send(topic, "key", "value".getBytes(StandardCharsets.UTF_8))
                    .get(30, TimeUnit.SECONDS);
            var follower = new TopicFollower<>(
                    connection,
                    topic,
                    bytes -> new String(bytes, StandardCharsets.UTF_8),
                    (key, value) -> read.add(key + " " + value.orElseThrow()),
                    new DeadLetters(producer, topic, new SimpleMeterRegistry()));
            follower.start();
            assertThat(read.poll(30, TimeUnit.SECONDS)).isEqualTo("key value");
            follower.close();
        }
    }

    @Test
    void aPasswordLetsIn() throws Exception {
        goesRound("by-password", "macaw", connection("PASSWORD", GuardedBroker.user(GuardedBroker.PASSWORD)));
    }

    @Test
    void aPasswordOverTlsLetsIn() throws Exception {
        goesRound("by-both", "macaw", connection("BOTH", broker.userOverTls(GuardedBroker.PASSWORD)));
    }

    @Test
    void aCertificateLetsIn() throws Exception {
        goesRound("by-certificate", "CN=client", connection("MUTUAL", broker.certificateHolder()));
    }

    private static BrokerWatch.State seen(BrokerWatch watch, Predicate<BrokerWatch.State> as) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!as.test(watch.state())) {
            assertThat(System.nanoTime()).as(watch.state().describe()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
        return watch.state();
    }

    @Test
    void aWrongPasswordIsSaidAndHealsOnceItIsTheRightOne() throws Exception {
        String user = "late";
        Map<String, String> variables = Map.of(
                "MACAW_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
                "MACAW_KAFKA_SASL_JAAS_CONFIG",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"late\" password=\"new\";");
        KafkaConnection connection = connection("PASSWORD", variables);
        broker.open().create("late", 1, Map.of());
        try (Admin admin = admin();
                var watch = new BrokerWatch(connection, Topics.of("late"), "reward", InstantSource.system());
                var producer = new AckedProducer(connection, "test")) {
            allow(admin, user, ResourceType.TOPIC, "late", AclOperation.WRITE);
            watch.start();

            BrokerWatch.State refused = seen(watch, state -> state instanceof BrokerWatch.State.Refuses);
            assertThat(refused.needsMending()).isTrue();
            assertThat(refused.describe()).contains("does not let us in", "Authentication failed");
            assertThatThrownBy(() -> producer.send("late", "key", new byte[1]).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE));

            GuardedBroker.setPassword(admin, user, "new");

            assertThat(seen(watch, state -> !(state instanceof BrokerWatch.State.Refuses)))
                    .isInstanceOf(BrokerWatch.State.Differs.class);
            assertThat(producer.send("late", "key", new byte[1])
                            .get(30, TimeUnit.SECONDS)
                            .offset())
                    .isZero();
        }
    }

    @Test
    void missingTopicsWrongSettingsAndDeniedOnesAreToldApartAndHeal() throws Exception {
        Topics topics = Topics.of("watched");
        String runs = topics.fullName("runs");
        String rollouts = topics.fullName("rollouts");
        String scored = topics.fullName("scored-rollouts");
        try (Admin admin = admin();
                var watch = new BrokerWatch(
                        connection("PASSWORD", GuardedBroker.user(GuardedBroker.PASSWORD)),
                        topics,
                        "reward",
                        InstantSource.system())) {
            var there = new BrokerTopics(admin, PATIENCE);
            there.createMissing(topics, Optional.of(1));
            admin.deleteTopics(List.of(rollouts)).all().get();
            cleanup(admin, runs, "delete");
            for (String name : topics.usedBy("reward")) {
                if (!name.equals(scored)) {
                    allow(admin, "macaw", ResourceType.TOPIC, name, AclOperation.ALL);
                }
            }
            watch.start();

            // a broker learns of its ACLs a moment after they were made
            Set<TopicDifference> wanted = Set.of(
                    new TopicDifference.Missing(rollouts),
                    new TopicDifference.Denied(scored, TopicRight.DESCRIBE),
                    new TopicDifference.Setting(runs, "cleanup.policy", "delete", "compact", true));
            seen(watch, now -> errors(now).equals(wanted));

            there.createMissing(topics, Optional.of(1));
            cleanup(admin, runs, "compact");
            allow(admin, "macaw", ResourceType.TOPIC, scored, AclOperation.WRITE);

            // WRITE lets it describe the topic, and not its settings
            BrokerWatch.State mended = seen(watch, now -> !now.needsMending());
            assertThat(mended.describe()).contains(scored + " may not be asked for its settings");
        }
    }

    private static Set<TopicDifference> errors(BrokerWatch.State state) {
        return state instanceof BrokerWatch.State.Differs differs
                ? differs.differences().stream().filter(TopicDifference::error).collect(Collectors.toSet())
                : Set.of();
    }

    private static void cleanup(Admin admin, String topic, String policy) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @Test
    void aCertificateOfSomebodyElseIsNotTrusted() {
        try (var watch = new BrokerWatch(
                connection("MUTUAL", Map.of("MACAW_KAFKA_SECURITY_PROTOCOL", "SSL")),
                Topics.of("default"),
                "reward",
                InstantSource.system())) {
            watch.start();

            assertThat(seen(watch, state -> !(state instanceof BrokerWatch.State.NotAsked)))
                    .isInstanceOf(BrokerWatch.State.Refuses.class);
        }
    }
}
