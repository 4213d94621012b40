package macaw.reward.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.kafka.KafkaConnection;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.testing.TestKeys;
import macaw.records.Completion;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Sampling;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.records.wire.RolloutCodec;
import macaw.reward.TestStore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as its own process, killed with SIGKILL in the middle of its work. */
@Tag("integration")
class RewardKillTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROLLOUTS = 2_000;
    private static final Path JAR =
            Path.of(System.getProperty("macaw.root"), "services", "reward", "target", "quarkus-app", "quarkus-run.jar");

    @TempDir
    Path directory;

    @Test
    void aKilledServiceComesBackAndEveryRolloutHasOneScore() throws Exception {
        assumeTrue(Files.exists(JAR), "the service's jar is not built yet: ./mvnw package -DskipTests");
        Path stores = Files.createDirectories(directory.resolve("store"));
        VersionRef golden = new TestStore(stores).golden("golden");
        try (var broker = new EmbeddedBroker();
                var producer = new AckedProducer(new KafkaConnection(broker.bootstrap(), "test"), "test")) {
            for (String topic :
                    new String[] {"rollouts", "scored-rollouts", "dead-letter", "runs", "reward-versions"}) {
                broker.create("macaw.default." + topic, 1, Map.of());
            }
            for (int i = 0; i < ROLLOUTS; i++) {
                Rollout rollout = rollout(i, golden);
                producer.send(
                        "macaw.default.rollouts",
                        rollout.prompt().rolloutId(),
                        RolloutCodec.encode(rollout).toByteArray());
            }
            Process first = start(broker, stores);
            try {
                await(() -> end(broker, "scored-rollouts") > ROLLOUTS / 10);
            } finally {
                first.destroyForcibly().waitFor();
            }
            long scoredAtTheKill = end(broker, "scored-rollouts");
            assertThat(scoredAtTheKill).as("the kill came in the middle").isLessThan(ROLLOUTS);
            Process second = start(broker, stores);
            try {
                await(() -> committed(broker) == ROLLOUTS);
            } finally {
                second.destroy();
                second.waitFor();
            }
            Map<String, Set<Double>> values = scores(broker);
            assertThat(values).hasSize(ROLLOUTS);
            assertThat(values.values())
                    .as("a rollout scored twice has the same score, bit for bit")
                    .allMatch(each -> each.size() == 1);
            assertThat(new HashSet<>(values.values())).hasSizeGreaterThan(100);
            assertThat(end(broker, "dead-letter")).isZero();
        }
    }

    private Process start(EmbeddedBroker broker, Path store) throws IOException {
        Path state = Files.createDirectories(directory.resolve("state"));
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                JAR.toString());
        builder.environment()
                .putAll(Map.of(
                        "MACAW_STORE", store.toString(),
                        "MACAW_STATE_DIR", state.toString(),
                        "MACAW_ACCESS_KEYS_FILE", TestKeys.write(state).toString(),
                        "MACAW_KAFKA_BOOTSTRAP", broker.bootstrap(),
                        "MACAW_HTTP_PORT", Integer.toString(freePort()),
                        "MACAW_MANAGEMENT_PORT", Integer.toString(freePort()),
                        "ORT_GQA_DISABLE_FLASH_ATTENTION", "1"));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "reward-kill-test.log").toFile()))
                .start();
    }

    private static Rollout rollout(int index, VersionRef reward) {
        VersionRef policy = new VersionRef("default", "policy", 1, "a".repeat(64));
        var prompt = new Prompt(
                "default",
                Prompt.rolloutId("run", 0, index, 0),
                "run",
                1,
                0,
                index,
                0,
                TokenIds.of(1, 9, 4 + index % 200),
                Sampling.plain(1, 40),
                42,
                policy,
                List.of(new RewardWeight(reward, 1)),
                Instant.EPOCH);
        int[] answer = new int[1 + index % 40];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = 3 + (index * 31 + i * 7) % 250;
        }
        var completion = new Completion(
                TokenIds.of(answer), LogProbabilities.of(new float[answer.length]), FinishReason.LENGTH, "test");
        return new Rollout(prompt, Fingerprints.of(prompt), policy, completion);
    }

    private static Map<String, Set<Double>> scores(EmbeddedBroker broker) throws Exception {
        var partition = new TopicPartition("macaw.default.scored-rollouts", 0);
        var values = new HashMap<String, Set<Double>>();
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(new KafkaConnection(broker.bootstrap(), "test").reader("test"))) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    ScoredRollout scored = RolloutCodec.decode(macaw.v1.ScoredRollout.parseFrom(record.value()));
                    List<Double> raw = new ArrayList<>();
                    ((Scores) scored.outcome())
                            .scores().stream().map(Score::value).forEach(raw::add);
                    values.computeIfAbsent(new String(record.key()), key -> new HashSet<>())
                            .addAll(raw);
                }
            }
        }
        return values;
    }

    private static long end(EmbeddedBroker broker, String topic) {
        var partition = new TopicPartition("macaw.default." + topic, 0);
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(new KafkaConnection(broker.bootstrap(), "test").reader("test"))) {
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    private static long committed(EmbeddedBroker broker) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            return admin
                    .listConsumerGroupOffsets("macaw.default.rewards")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(offset -> offset == null ? 0 : offset.offset())
                    .sum();
        } catch (Exception e) {
            return -1;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited " + PATIENCE).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
