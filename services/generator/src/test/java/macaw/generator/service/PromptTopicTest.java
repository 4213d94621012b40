package macaw.generator.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.kafka.TracedRecords;
import macaw.chassis.metrics.Metric;
import macaw.chassis.testing.TraceReceiver;
import macaw.chassis.testing.TraceReceiver.Seen;
import macaw.chassis.tracing.TraceContext;
import macaw.generator.policies.TinyCheckpoint;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.records.wire.ContractRevision;
import macaw.records.wire.RolloutCodec;
import macaw.v1.Run;
import macaw.v1.RunState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
@Tag("integration")
class PromptTopicTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] RUBBISH = {9, 9, 9};

    @Inject
    Messaging messaging;

    @Inject
    Versions versions;

    @Inject
    MeterRegistry meters;

    TraceReceiver receiver;

    @Test
    void itReadsTheTopicsThatTheContractsSayItReads() {
        assertThat(messaging.reads()).isEqualTo(TestStack.TOPICS.readBy("generator"));
    }

    @Test
    void everyPromptBecomesOneRolloutAndItsDuplicateAnEqualOne() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("base"));
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            prompts.add(prompt("many", i, policy, TokenIds.of(1, 3, 20 + i, 30, 4)));
        }
        for (Prompt prompt : prompts) {
            send(prompt);
        }
        for (Prompt prompt : prompts.reversed()) {
            send(prompt);
        }
        Map<String, List<Rollout>> byId = new HashMap<>();
        for (Rollout rollout : rollouts("many", found -> found.size() == 40)) {
            byId.computeIfAbsent(rollout.prompt().rolloutId(), id -> new ArrayList<>())
                    .add(rollout);
        }
        for (Prompt prompt : prompts) {
            List<Rollout> both = byId.get(prompt.rolloutId());
            assertThat(both).hasSize(2);
            assertThat(both.get(0)).isEqualTo(both.get(1));
            assertThat(both.get(0).fingerprint()).isEqualTo(Fingerprints.of(prompt));
            assertThat(both.get(0).policy()).isEqualTo(policy);
            assertThat(both.get(0).outcome()).isInstanceOfSatisfying(Completion.class, completion -> {
                assertThat(completion.tokens().size()).isBetween(1, 16);
                assertThat(completion.numerics()).startsWith("onnxruntime-");
            });
        }
    }

    @Test
    void aTracedPromptIsWrittenInItsTraceAndItsRolloutGoesOnWithIt() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("base"));
        var asked = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
        Prompt prompt = prompt("traced", 0, policy, TokenIds.of(1, 3, 20, 30, 4));
        // The trainer's part: the span that sends it is under the one that is given here.
        messaging
                .producer()
                .send(
                        TestStack.TOPICS.fullName("prompts"),
                        prompt.rolloutId(),
                        RolloutCodec.encode(prompt).toByteArray(),
                        asked)
                .get();
        List<Seen> spans = receiver.await(seen -> ofTrace(seen, asked).size() == 7);
        Map<String, Seen> named = new HashMap<>();
        ofTrace(spans, asked).forEach(span -> named.put(span.span().getName(), span));
        assertThat(named)
                .containsOnlyKeys(
                        "send prompts", "process prompts", "policy", "queue", "prefill", "decode", "send rollouts");
        Seen writing = named.get("process prompts");
        assertThat(writing.parent()).isEqualTo(named.get("send prompts").id());
        assertThat(writing.attribute("macaw.rollout_id")).isEqualTo(prompt.rolloutId());
        for (String stage : List.of("policy", "queue", "prefill", "decode", "send rollouts")) {
            assertThat(named.get(stage).parent()).as(stage).isEqualTo(writing.id());
        }
        ConsumerRecord<byte[], byte[]> rollout =
                read("rollouts", records -> records.stream().anyMatch(record -> isOf(record, prompt))).stream()
                        .filter(record -> isOf(record, prompt))
                        .findFirst()
                        .orElseThrow();
        assertThat(TracedRecords.trace(rollout).spanId())
                .isEqualTo(named.get("send rollouts").id());
        assertThat(parsed(rollout).getFingerprint()).isEqualTo(Fingerprints.of(prompt));
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> record, Prompt prompt) {
        return new String(record.key()).equals(prompt.rolloutId());
    }

    private static List<Seen> ofTrace(List<Seen> spans, TraceContext trace) {
        return spans.stream()
                .filter(span -> span.trace().equals(trace.traceId()))
                .toList();
    }

    @Test
    void whatCannotBeWrittenIsAFailureThatFlowsOn() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("base"));
        var missing = new VersionRef("default", "base", 99, "0".repeat(64));
        send(prompt("bad", 0, missing, TokenIds.of(1, 5)));
        var other = new VersionRef("default", "base", policy.number(), "0".repeat(64));
        send(prompt("bad", 1, other, TokenIds.of(1, 5)));
        send(prompt("bad", 2, policy, TokenIds.of(new int[TinyCheckpoint.CONTEXT])));
        send(prompt("bad", 3, policy, TokenIds.of(1, 100_000)));
        send(prompt("bad", 4, policy, TokenIds.of(1, 5)));
        Map<Integer, String> codes = new HashMap<>();
        for (Rollout rollout : rollouts("bad", found -> found.size() == 5)) {
            codes.put(
                    rollout.prompt().promptIndex(),
                    rollout.outcome() instanceof Failure(String code, String message, boolean retryable)
                            ? code
                            : "written");
        }
        assertThat(codes)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        0, "VERSION_UNKNOWN",
                        1, "MANIFEST_MISMATCH",
                        2, "PROMPT_TOO_LONG",
                        3, "TOKEN_OUT_OF_VOCABULARY",
                        4, "written"));
    }

    @Test
    void bytesThatAreNoPromptGoToDeadLetterAndStopNothing() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("tuned"));
        send("prompts", "junk", RUBBISH);
        macaw.v1.Prompt nameless = RolloutCodec.encode(prompt("nameless", 0, policy, TokenIds.of(1, 5))).toBuilder()
                .clearRolloutId()
                .build();
        send("prompts", "nameless", nameless.toByteArray());
        send(prompt("after", 0, policy, TokenIds.of(1, 5)));
        assertThat(rollouts("after", found -> found.size() == 1)).hasSize(1);
        assertThat(read("dead-letter", records -> records.size() == 2))
                .allSatisfy(dead -> assertThat(new String(
                                dead.headers().lastHeader("macaw-error-code").value()))
                        .isEqualTo("MESSAGE_UNDECODABLE"))
                .extracting(dead -> new String(dead.key()))
                .containsExactlyInAnyOrder("junk", "nameless");
    }

    @Test
    void aPromptThatIsImpossibleOrOfANewerContractIsAnsweredUnderItsOwnIds() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("base"));
        List<macaw.v1.Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            prompts.add(RolloutCodec.encode(prompt("impossible", i, policy, TokenIds.of(1, 5))));
        }
        List<macaw.v1.Prompt> sent = List.of(
                prompts.get(0).toBuilder().clearTokens().build(),
                prompts.get(1).toBuilder()
                        .setSampling(prompts.get(1).getSampling().toBuilder().setTopK(5))
                        .build(),
                prompts.get(2).toBuilder()
                        .setContractRevision(ContractRevision.CURRENT + 1)
                        .build(),
                prompts.get(3).toBuilder().setIteration(7).build(),
                prompts.get(4).toBuilder().clearPolicy().build(),
                prompts.get(5));
        for (macaw.v1.Prompt prompt : sent) {
            send("prompts", prompt.getRolloutId(), prompt.toByteArray());
        }
        Map<macaw.v1.Prompt, String> answers = new HashMap<>();
        for (macaw.v1.Rollout rollout : messages("impossible", found -> found.size() == sent.size())) {
            answers.put(
                    rollout.getPrompt(),
                    rollout.hasFailure() ? rollout.getFailure().getCode() : "written");
        }
        assertThat(answers)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        sent.get(0), "PROMPT_EMPTY",
                        sent.get(1), "SAMPLING_INVALID",
                        sent.get(2), "REVISION_UNSUPPORTED",
                        sent.get(3), "REQUEST_INVALID",
                        sent.get(4), "NAME_INVALID",
                        sent.get(5), "written"));
    }

    @Test
    void whatCannotBeReadInFollowedTopicsIsCountedAndStopsNobody() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("base"));
        Run newer = ended("of-a-newer-contract").toBuilder()
                .setContractRevision(ContractRevision.CURRENT + 1)
                .build();
        send("runs", newer.getRunId(), newer.toByteArray());
        for (String topic : List.of("runs", "policy-versions")) {
            // the second is met only by a follower that went on
            for (int i = 1; i <= 2; i++) {
                send(topic, "junk", RUBBISH);
                int sent = i;
                await(() -> skipped(topic, "MESSAGE_UNDECODABLE") == sent);
            }
        }
        await(() -> skipped("runs", "REVISION_UNSUPPORTED") == 1);
        send(prompt(newer.getRunId(), 0, policy, TokenIds.of(1, 5)));
        assertThat(rollouts(newer.getRunId(), found -> found.size() == 1)).hasSize(1);
        Run sound = ended("of-this-contract");
        send("runs", sound.getRunId(), sound.toByteArray());
        awaitIgnored(sound.getRunId(), policy);
    }

    @Test
    void promptsOfRunsThatHaveEndedAreIgnored() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("base"));
        send("runs", "ended", ended("ended").toByteArray());
        awaitIgnored("ended", policy);
    }

    /** The runs topic is followed apart from the prompts: asks until it has been read. */
    private void awaitIgnored(String run, VersionRef policy) throws Exception {
        String going = run + "-going";
        Instant bound = Instant.now().plus(PATIENCE);
        for (int i = 0; Instant.now().isBefore(bound); i++) {
            send(prompt(run, i, policy, TokenIds.of(1, 5)));
            send(prompt(going, i, policy, TokenIds.of(1, 5)));
            int asked = i + 1;
            rollouts(going, found -> found.size() == asked);
            int written = rollouts(run, found -> true).size();
            if (written < asked) {
                return;
            }
        }
        throw new AssertionError("prompts of an ended run are still answered");
    }

    private static Run ended(String run) {
        return Run.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace("default")
                .setRunId(run)
                .setEpoch(1)
                .setState(RunState.RUN_STATE_CANCELLED)
                .build();
    }

    private void send(Prompt prompt) throws Exception {
        send("prompts", prompt.rolloutId(), RolloutCodec.encode(prompt).toByteArray());
    }

    private void send(String topic, String key, byte[] value) throws Exception {
        messaging.producer().send(TestStack.TOPICS.fullName(topic), key, value).get();
    }

    private double skipped(String topic, String code) {
        Counter counter = meters.find(Metric.DEAD_LETTERS.meter())
                .tags("topic", TestStack.TOPICS.fullName(topic), "code", code)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited " + PATIENCE).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static Prompt prompt(String run, int index, VersionRef policy, TokenIds tokens) {
        return new Prompt(
                "default",
                Prompt.rolloutId(run, 0, index, 0),
                run,
                1,
                0,
                index,
                0,
                tokens,
                Sampling.plain(1, 16),
                1000 + index,
                policy,
                List.of(new RewardWeight(new VersionRef("default", "judge", 1, "1".repeat(64)), 1)),
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private List<Rollout> rollouts(String run, Predicate<List<macaw.v1.Rollout>> enough) {
        return messages(run, enough).stream().map(RolloutCodec::decode).toList();
    }

    private List<macaw.v1.Rollout> messages(String run, Predicate<List<macaw.v1.Rollout>> enough) {
        List<macaw.v1.Rollout> found = new ArrayList<>();
        read("rollouts", records -> {
            found.clear();
            records.stream()
                    .map(PromptTopicTest::parsed)
                    .filter(rollout -> rollout.getPrompt().getRunId().equals(run))
                    .forEach(found::add);
            return enough.test(found);
        });
        return found;
    }

    private static macaw.v1.Rollout parsed(ConsumerRecord<byte[], byte[]> record) {
        try {
            return macaw.v1.Rollout.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads a topic from its beginning until there is enough. */
    private List<ConsumerRecord<byte[], byte[]>> read(
            String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(messaging.connection().reader("test"))) {
            String name = TestStack.TOPICS.fullName(topic);
            var partitions = List.of(new TopicPartition(name, 0), new TopicPartition(name, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant bound = Instant.now().plus(PATIENCE);
            do {
                consumer.poll(Duration.ofMillis(300)).forEach(records::add);
            } while (!enough.test(records) && Instant.now().isBefore(bound));
        }
        return records;
    }
}
