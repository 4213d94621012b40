package macaw.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import macaw.cli.bench.figures.RlPathReport;
import macaw.localstack.LocalBroker;
import macaw.localstack.StackException;
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
import macaw.topics.Topics;
import macaw.v1.Run;
import macaw.v1.RunState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load on a real broker, with its prompts answered as each test wants it: what a stack does with them is RlPathLoadTest's. */
@Tag("integration")
class RolloutLoadTest {
    private static final Topics TOPICS = Topics.of("default");
    private static final VersionRef POLICY = new VersionRef("default", "sft", 1, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "rm", 1, "b".repeat(64));
    private static final RolloutLoad.Asks ASKS = new RolloutLoad.Asks(
            "default",
            List.of(TokenIds.of(1, 2, 3), TokenIds.of(1, 4)),
            Sampling.plain(1, 8),
            POLICY,
            List.of(new RewardWeight(REWARD, 1)));
    private static final Duration SHIFT = Duration.ofMillis(300);

    private static LocalBroker broker;
    private static Map<String, Object> kafka;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = LocalBroker.start(directory);
        broker.createTopics("default");
        kafka = Map.of("bootstrap.servers", broker.bootstrap());
    }

    @AfterAll
    static void end() {
        broker.close();
    }

    @Test
    void everyPromptIsCountedOnceThoughItsAnswerComesTwice() throws Exception {
        try (var answering = new Answering(prompt -> List.of(rollout(prompt, 7, 8), rollout(prompt, 7, 8)));
                var load = RolloutLoad.begin(kafka, ASKS)) {
            RlPathReport.Flow alone = load.keep(1, SHIFT);
            RlPathReport.Flow together = load.keep(5, SHIFT);
            assertThat(alone.rollouts()).isPositive();
            assertThat(together.rollouts()).isGreaterThanOrEqualTo(5);
            assertThat(together.tokensPerSecond()).isPositive();
            load.end();
            assertThat(load.repeated()).isGreaterThanOrEqualTo(alone.rollouts() + together.rollouts());
            assertThat(lastWord(load.runId())).as("taken out of the topic").isNull();
        }
    }

    @Test
    void twoAnswersToOnePromptEndTheLoadAndItsRun() throws Exception {
        String run;
        try (var answering = new Answering(prompt -> List.of(rollout(prompt, 7), rollout(prompt, 8)));
                var load = RolloutLoad.begin(kafka, ASKS)) {
            run = load.runId();
            assertThat(Run.parseFrom(lastWord(run)).getState()).isEqualTo(RunState.RUN_STATE_RUNNING);
            assertThatThrownBy(() -> {
                        load.keep(1, SHIFT);
                        load.end();
                    })
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("prompt " + run)
                    .hasMessageContaining("two different answers");
        }
        assertThat(Run.parseFrom(lastWord(run)).getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
    }

    @Test
    void aLoadThatIsInterruptedEndsItsRun() throws Exception {
        Process load = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Interrupted.class.getName(),
                        broker.bootstrap())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = load.inputReader()) {
            String run = Objects.requireNonNull(out.readLine());
            assertThat(Run.parseFrom(lastWord(run)).getState()).isEqualTo(RunState.RUN_STATE_RUNNING);
            load.destroy();
            load.waitFor();
            assertThat(Run.parseFrom(lastWord(run)).getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
        } finally {
            load.destroyForcibly();
        }
    }

    /** Begins a load, says its run and waits for the end. */
    static final class Interrupted {
        private Interrupted() {}

        public static void main(String[] arguments) throws InterruptedException {
            var load = RolloutLoad.begin(Map.of("bootstrap.servers", arguments[0]), ASKS);
            System.out.println(load.runId());
            Thread.currentThread().join();
        }
    }

    private static Rollout rollout(Prompt prompt, int... tokens) {
        var completion = new Completion(
                TokenIds.of(tokens), LogProbabilities.of(new float[tokens.length]), FinishReason.EOS, "test");
        return new Rollout(prompt, Fingerprints.of(prompt), POLICY, completion);
    }

    private static byte @Nullable [] lastWord(String run) {
        try (var consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition runs = new TopicPartition(TOPICS.fullName("runs"), 0);
            consumer.assign(List.of(runs));
            consumer.seekToBeginning(List.of(runs));
            long end = consumer.endOffsets(List.of(runs)).getOrDefault(runs, 0L);
            byte[] last = {};
            while (consumer.position(runs) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    last = record.key().equals(run) ? record.value() : last;
                }
            }
            return last;
        }
    }

    /** In the place of generators and reward services: their groups, their topics, and the answers of the test. */
    private static final class Answering implements AutoCloseable {
        private final Function<Prompt, List<Rollout>> answers;
        private final KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
        private final KafkaConsumer<String, byte[]> prompts = reader("prompts");
        private final KafkaConsumer<String, byte[]> rollouts = reader("rollouts");
        private final List<Thread> threads;

        Answering(Function<Prompt, List<Rollout>> answers) {
            this.answers = answers;
            this.threads = List.of(
                    Thread.ofPlatform().start(() -> read(prompts, this::write)),
                    Thread.ofPlatform().start(() -> read(rollouts, this::score)));
        }

        private static KafkaConsumer<String, byte[]> reader(String topic) {
            var settings = Map.<String, Object>of(
                    "bootstrap.servers",
                    broker.bootstrap(),
                    "group.id",
                    TOPICS.group(topic),
                    "auto.offset.reset",
                    "earliest",
                    "enable.auto.commit",
                    false);
            var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
            consumer.subscribe(Set.of(TOPICS.fullName(topic)));
            return consumer;
        }

        private interface Handler {
            void handle(byte[] value) throws Exception;
        }

        private static void read(KafkaConsumer<String, byte[]> consumer, Handler handler) {
            try (consumer) {
                while (true) {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                        handler.handle(record.value());
                    }
                    consumer.commitSync();
                }
            } catch (WakeupException closed) {
                // the test is over
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private void write(byte[] value) throws Exception {
            for (Rollout rollout : answers.apply(RolloutCodec.decode(macaw.v1.Prompt.parseFrom(value)))) {
                send("rollouts", rollout, RolloutCodec.encode(rollout).toByteArray());
            }
        }

        private void score(byte[] value) throws Exception {
            Rollout rollout = RolloutCodec.decode(macaw.v1.Rollout.parseFrom(value));
            var scored = new ScoredRollout(rollout, new Scores(List.of(new Score(REWARD, 0.5, 1))));
            send("scored-rollouts", rollout, RolloutCodec.encode(scored).toByteArray());
        }

        private void send(String topic, Rollout rollout, byte[] value) throws Exception {
            producer.send(new ProducerRecord<>(
                            TOPICS.fullName(topic), rollout.prompt().rolloutId(), value))
                    .get();
        }

        @Override
        public void close() throws InterruptedException {
            prompts.wakeup();
            rollouts.wakeup();
            for (Thread thread : threads) {
                thread.join();
            }
            producer.close();
        }
    }
}
