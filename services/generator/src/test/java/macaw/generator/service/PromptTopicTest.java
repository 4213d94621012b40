package macaw.generator.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.kafka.Messaging;
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

    @Inject
    Messaging messaging;

    @Inject
    Versions versions;

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
        messaging
                .producer()
                .send(TestStack.TOPICS.fullName("prompts"), "junk", new byte[] {9, 9, 9})
                .get();
        send(prompt("after", 0, policy, TokenIds.of(1, 5)));
        assertThat(rollouts("after", found -> found.size() == 1)).hasSize(1);
        var dead = read("dead-letter", records -> !records.isEmpty());
        assertThat(new String(
                        dead.getFirst().headers().lastHeader("macaw-error-code").value()))
                .isEqualTo("MESSAGE_UNDECODABLE");
    }

    @Test
    void promptsOfRunsThatHaveEndedAreIgnored() throws Exception {
        VersionRef policy = versions.resolve(VersionKind.POLICY, VersionName.parse("base"));
        Run ended = Run.newBuilder()
                .setContractRevision(1)
                .setNamespace("default")
                .setRunId("ended")
                .setEpoch(1)
                .setState(RunState.RUN_STATE_CANCELLED)
                .build();
        messaging
                .producer()
                .send(TestStack.TOPICS.fullName("runs"), "ended", ended.toByteArray())
                .get();
        // the runs topic is followed apart from the prompts: ask until it has been read
        Instant bound = Instant.now().plus(PATIENCE);
        for (int i = 0; Instant.now().isBefore(bound); i++) {
            send(prompt("ended", i, policy, TokenIds.of(1, 5)));
            send(prompt("going", i, policy, TokenIds.of(1, 5)));
            int asked = i + 1;
            rollouts("going", found -> found.size() == asked);
            int written = rollouts("ended", found -> true).size();
            if (written < asked) {
                return;
            }
        }
        throw new AssertionError("prompts of an ended run are still answered");
    }

    private void send(Prompt prompt) throws Exception {
        messaging
                .producer()
                .send(
                        TestStack.TOPICS.fullName("prompts"),
                        prompt.rolloutId(),
                        RolloutCodec.encode(prompt).toByteArray())
                .get();
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

    private List<Rollout> rollouts(String run, Predicate<List<Rollout>> enough) {
        List<Rollout> found = new ArrayList<>();
        read("rollouts", records -> {
            found.clear();
            records.stream()
                    .map(PromptTopicTest::decoded)
                    .filter(rollout -> rollout.prompt().runId().equals(run))
                    .forEach(found::add);
            return enough.test(found);
        });
        return found;
    }

    private static Rollout decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return RolloutCodec.decode(macaw.v1.Rollout.parseFrom(record.value()));
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
