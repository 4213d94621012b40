package macaw.cli.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import macaw.cli.bench.figures.AnswerLedger;
import macaw.cli.bench.figures.RlPathReport;
import macaw.errors.CodedException;
import macaw.localstack.StackException;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.records.wire.ContractRevision;
import macaw.records.wire.RolloutCodec;
import macaw.topics.Topics;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Prompts into the topic and scored rollouts out of it, in the place of a trainer: under a run of its own that is announced, so that services treat it
 * as any other, and taken back at the end, so that nothing of it is left but records that go with their retention. For one thread.
 */
final class RolloutLoad implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Map<String, Object> kafka;
    private final Topics topics;
    private final Asks asks;
    private final String runId;
    private final String rollouts;
    private final String scored;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread interrupted = new Thread(this::stop, "macaw-load-ends");
    private final AtomicReference<@Nullable Exception> unsent = new AtomicReference<>();
    /** By partition: behind this load's last prompt. */
    private final Map<TopicPartition, Long> sent = new HashMap<>();

    private final AnswerLedger ledger = new AnswerLedger();
    private int loads;
    private boolean announced;
    private boolean ended;

    /** What is asked for again and again; the seeds differ. */
    record Asks(
            String namespace,
            List<TokenIds> prompts,
            Sampling sampling,
            VersionRef policy,
            List<RewardWeight> rewards) {}

    private RolloutLoad(Map<String, Object> kafka, Asks asks) {
        this.kafka = kafka;
        this.topics = Topics.of(asks.namespace());
        this.asks = asks;
        this.runId =
                "load-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        this.rollouts = topics.fullName("rollouts");
        this.scored = topics.fullName("scored-rollouts");
        Map<String, Object> writing = new HashMap<>(kafka);
        writing.put("linger.ms", 0);
        this.producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Announces the run and reads the topics from now on. */
    static RolloutLoad begin(Map<String, Object> kafka, Asks asks) {
        var load = new RolloutLoad(kafka, asks);
        try {
            load.consumer.assign(List.of(load.rollouts, load.scored).stream()
                    .flatMap(topic -> load.consumer.partitionsFor(topic, PATIENCE).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            load.consumer.seekToEnd(load.consumer.assignment());
            load.consumer.assignment().forEach(partition -> load.consumer.position(partition, PATIENCE));
            load.announce(RunState.RUN_STATE_RUNNING);
            Runtime.getRuntime().addShutdownHook(load.interrupted);
            load.announced = true;
            return load;
        } catch (RuntimeException e) {
            load.close();
            throw e instanceof KafkaException
                    ? new StackException("the broker does not answer: " + e.getMessage(), e)
                    : e;
        }
    }

    String runId() {
        return runId;
    }

    /** Records that said again what was known. */
    int repeated() {
        return ledger.repeated();
    }

    /** As many prompts in flight for that long, and until the last is scored. Each has exactly one answer, or this fails. */
    RlPathReport.Flow keep(int inFlight, Duration shift) {
        int iteration = loads++;
        List<String> asked = new ArrayList<>();
        long begin = System.nanoTime();
        long lastAnswer = begin;
        while (System.nanoTime() - begin < shift.toNanos() || ledger.open() > 0) {
            while (ledger.open() < inFlight && System.nanoTime() - begin < shift.toNanos()) {
                asked.add(ask(iteration, asked.size()));
            }
            int open = ledger.open();
            read();
            if (ledger.open() < open) {
                lastAnswer = System.nanoTime();
            } else if (System.nanoTime() - lastAnswer > PATIENCE.toNanos()) {
                throw new StackException(ledger.open() + " prompts of run " + runId + " were not answered in "
                        + PATIENCE.toMinutes() + " minutes; `macaw topics` says who is behind");
            }
        }
        return RlPathReport.Flow.of(ledger.answers(asked), (lastAnswer - begin) / 1e9);
    }

    private String ask(int iteration, int index) {
        Prompt prompt = new Prompt(
                asks.namespace(),
                Prompt.rolloutId(runId, iteration, index, 0),
                runId,
                1,
                iteration,
                index,
                0,
                asks.prompts().get(index % asks.prompts().size()),
                asks.sampling(),
                ((long) iteration << Integer.SIZE) + index,
                asks.policy(),
                asks.rewards(),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        ledger.asked(prompt, System.nanoTime());
        producer.send(
                new ProducerRecord<>(
                        topics.fullName("prompts"),
                        prompt.rolloutId(),
                        RolloutCodec.encode(prompt).toByteArray()),
                this::sent);
        return prompt.rolloutId();
    }

    private void sent(@Nullable RecordMetadata where, @Nullable Exception failure) {
        if (failure != null) {
            unsent.set(failure);
        } else if (where != null) {
            synchronized (sent) {
                sent.merge(new TopicPartition(where.topic(), where.partition()), where.offset() + 1, Math::max);
            }
        }
    }

    private void read() {
        Exception failure = unsent.get();
        if (failure != null) {
            throw new StackException("a prompt could not be sent: " + failure.getMessage(), failure);
        }
        var records = consumer.poll(POLL);
        long now = System.nanoTime();
        records.records(rollouts).forEach(record -> take(record, now));
        records.records(scored).forEach(record -> take(record, now));
    }

    private void take(ConsumerRecord<String, byte[]> record, long now) {
        if (record.key() == null || !record.key().startsWith(runId + ".")) {
            return;
        }
        try {
            if (record.topic().equals(rollouts)) {
                ledger.written(RolloutCodec.decode(macaw.v1.Rollout.parseFrom(record.value())), now);
            } else {
                ledger.scored(RolloutCodec.decode(macaw.v1.ScoredRollout.parseFrom(record.value())), now);
            }
        } catch (InvalidProtocolBufferException | CodedException e) {
            throw new StackException(record.key() + " in " + record.topic() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** An answer may still come twice when the last prompt is scored. */
    private void readToTheEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), PATIENCE);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
            read();
        }
    }

    /** Ends the run, waits until nobody can come across its prompts or rollouts any more, and takes it out of the topic of runs. */
    void end() throws InterruptedException {
        stop();
        try (Admin admin = Admin.create(kafka)) {
            Map<TopicPartition, Long> written;
            synchronized (sent) {
                written = Map.copyOf(sent);
            }
            awaitReaders(admin, topics.group("prompts"), written);
            Map<TopicPartition, Long> ends = consumer.endOffsets(
                    consumer.assignment().stream()
                            .filter(partition -> partition.topic().equals(rollouts))
                            .toList(),
                    PATIENCE);
            awaitReaders(admin, topics.group("rollouts"), ends);
            readToTheEnd();
        } catch (ExecutionException e) {
            throw new StackException("the broker does not answer: " + e.getCause(), e);
        }
        send(null);
    }

    /** Until a group has committed that far. */
    private void awaitReaders(Admin admin, String group, Map<TopicPartition, Long> offsets)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            boolean passed = offsets.entrySet().stream().allMatch(each -> {
                var position = committed.get(each.getKey());
                return each.getValue() == 0 || (position != null && position.offset() >= each.getValue());
            });
            if (passed) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new StackException("group " + group + " does not get behind the records of run " + runId
                        + ", which stays in the topic of runs as ended");
            }
            Thread.sleep(POLL);
        }
    }

    private synchronized void stop() {
        if (!ended) {
            ended = true;
            announce(RunState.RUN_STATE_CANCELLED);
        }
    }

    private void announce(RunState state) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        send(Run.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace(asks.namespace())
                .setRunId(runId)
                .setKind(RunKind.RUN_KIND_PPO)
                .setState(state)
                .setEpoch(1)
                .setOutput(runId)
                .setCreatedAtMicros(now)
                .setUpdatedAtMicros(now)
                .build()
                .toByteArray());
    }

    private void send(byte @Nullable [] run) {
        try {
            var ignored = producer.send(new ProducerRecord<>(topics.fullName("runs"), runId, run))
                    .get();
        } catch (ExecutionException e) {
            throw new StackException("the broker does not take run " + runId + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }

    /** Ends the run where that has not been done. */
    @Override
    public void close() {
        try {
            if (announced) {
                stop();
                Runtime.getRuntime().removeShutdownHook(interrupted);
            }
        } catch (IllegalStateException interruptedAlready) {
            // the hook runs, and ends the run
        } finally {
            consumer.close();
            producer.close(Duration.ofSeconds(5));
        }
    }
}
