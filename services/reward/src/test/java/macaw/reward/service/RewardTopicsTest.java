package macaw.reward.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.kafka.TracedRecords;
import macaw.chassis.metrics.Metric;
import macaw.chassis.testing.TraceReceiver;
import macaw.chassis.testing.TraceReceiver.Seen;
import macaw.chassis.tracing.TraceContext;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.RolloutOutcome;
import macaw.records.Sampling;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
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

/** The running service between its topics, with a real broker. */
@QuarkusTest
@QuarkusTestResource(value = BrokerProfile.class, restrictToAnnotatedClass = true)
@Tag("integration")
class RewardTopicsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TestHTTPResource(value = "/health", management = true)
    URI health;

    @Inject
    Messaging messaging;

    @Inject
    ArtefactStore store;

    @Inject
    MeterRegistry meters;

    TraceReceiver receiver;

    @Test
    void aRolloutIsScoredByEveryVersionItNamesAndEachRawScoreIsRecorded() throws Exception {
        VersionRef golden = reward("golden");
        Rollout rollout =
                rollout("scored", 0, completion(5, 7, 2), new RewardWeight(golden, 0.5), new RewardWeight(golden, 2));
        send(rollout);
        ScoredRollout scored = awaitScored(rollout.prompt().rolloutId());
        Scores scores = (Scores) scored.outcome();
        assertThat(scored.rollout()).isEqualTo(rollout);
        assertThat(scores.scores()).extracting(score -> score.weight()).containsExactly(0.5, 2.0);
        assertThat(scores.scores().get(0).value())
                .isEqualTo(scores.scores().get(1).value());
        assertThat(scores.mixed()).isEqualTo(2.5 * scores.scores().getFirst().value());
    }

    @Test
    void aTracedRolloutIsScoredInItsTraceAndItsScoreGoesOnWithIt() throws Exception {
        var written = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
        Rollout rollout = rollout(
                "traced",
                0,
                completion(5, 7, 2),
                new RewardWeight(reward("golden"), 1),
                new RewardWeight(reward("milk"), 1));
        messaging
                .producer()
                .send(
                        messaging.topics().fullName("rollouts"),
                        rollout.prompt().rolloutId(),
                        RolloutCodec.encode(rollout).toByteArray(),
                        written)
                .join();
        List<Seen> spans =
                receiver
                        .await(seen -> seen.stream()
                                        .filter(span -> within(written, span))
                                        .count()
                                == 5)
                        .stream()
                        .filter(span -> within(written, span))
                        .toList();
        Seen scoring = named(spans, "process rollouts").getFirst();
        Seen sent = named(spans, "send scored-rollouts").getFirst();
        assertThat(scoring.parent())
                .isEqualTo(named(spans, "send rollouts").getFirst().id());
        assertThat(sent.parent()).isEqualTo(scoring.id());
        assertThat(named(spans, "score"))
                .hasSize(2)
                .allSatisfy(score -> assertThat(score.parent()).isEqualTo(scoring.id()))
                .extracting(score -> score.attribute("macaw.reward"))
                .containsExactlyInAnyOrder(
                        reward("golden").toString(), reward("milk").toString());
        assertThat(TracedRecords.trace(awaitRecord(rollout.prompt().rolloutId()))
                        .spanId())
                .isEqualTo(sent.id());
    }

    private static boolean within(TraceContext trace, Seen span) {
        return span.trace().equals(trace.traceId());
    }

    private static List<Seen> named(List<Seen> spans, String name) {
        return spans.stream().filter(span -> span.span().getName().equals(name)).toList();
    }

    @Test
    void aRolloutsOwnFailureIsCarriedOn() throws Exception {
        var failure = new Failure("PROMPT_TOO_LONG", "too long", false);
        Rollout rollout = rollout("carried", 0, failure, new RewardWeight(reward("golden"), 1));
        send(rollout);
        assertThat(awaitScored(rollout.prompt().rolloutId()).outcome()).isEqualTo(failure);
    }

    @Test
    void whatCannotBeScoredIsACodedFailureAndStopsNothing() throws Exception {
        VersionRef golden = reward("golden");
        VersionRef unknown = new VersionRef("default", "silver", 4, golden.manifestSha256());
        Rollout unknownReward = rollout("impossible", 0, completion(5, 7), new RewardWeight(unknown, 1));
        Rollout unknownToken = rollout("impossible", 1, completion(5, 256), new RewardWeight(golden, 1));
        send(unknownReward);
        send(unknownToken);
        Rollout tooNew = rollout("impossible", 2, completion(5, 7), new RewardWeight(golden, 1));
        send(
                tooNew.prompt().rolloutId(),
                RolloutCodec.encode(tooNew).toBuilder()
                        .setContractRevision(99)
                        .build()
                        .toByteArray());
        Rollout refused = rollout(
                "impossible",
                3,
                new Failure("PROMPT_EMPTY", "refused by the generator", false),
                new RewardWeight(golden, 1));
        send(
                refused.prompt().rolloutId(),
                macaw.v1.Rollout.newBuilder(RolloutCodec.encode(refused))
                        .setPrompt(RolloutCodec.encode(refused.prompt()).toBuilder()
                                .clearTokens()
                                .clearNamespace())
                        .clearFingerprint()
                        .build()
                        .toByteArray());
        send("poison", new byte[] {(byte) 0xff, 1, 2});
        Rollout good = rollout("impossible", 4, completion(5, 7), new RewardWeight(golden, 1));
        send(good);
        assertThat(code(unknownReward)).isEqualTo("REWARD_UNKNOWN");
        assertThat(code(unknownToken)).isEqualTo("TOKEN_OUT_OF_VOCABULARY");
        assertThat(rawCode(tooNew)).isEqualTo("REVISION_UNSUPPORTED");
        assertThat(rawCode(refused)).isEqualTo("PROMPT_EMPTY");
        assertThat(awaitScored(good.prompt().rolloutId()).outcome()).isInstanceOf(Scores.class);
        var dead = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        await(() -> {
            dead.addAll(read("dead-letter"));
            return !dead.isEmpty();
        });
        assertThat(new String(dead.getFirst().key())).isEqualTo("poison");
        assertThat(new String(
                        dead.getFirst().headers().lastHeader("macaw-error-code").value()))
                .isEqualTo("MESSAGE_UNDECODABLE");
    }

    @Test
    void rolloutsOfAnEndedRunAreSkipped() throws Exception {
        VersionRef golden = reward("golden");
        tell("runs", "ended", ended("ended").toByteArray());
        awaitSkipped("ended", golden);
    }

    @Test
    void whatCannotBeReadInFollowedTopicsIsCountedAndStopsNobody() throws Exception {
        VersionRef golden = reward("golden");
        Run newer = ended("of-a-newer-contract").toBuilder()
                .setContractRevision(ContractRevision.CURRENT + 1)
                .build();
        tell("runs", newer.getRunId(), newer.toByteArray());
        for (String topic : List.of("runs", "reward-versions")) {
            // the second is met only by a follower that went on
            for (int i = 1; i <= 2; i++) {
                tell(topic, "poison", new byte[] {(byte) 0xff, 1, 2});
                int sent = i;
                await(() -> counted(topic, "MESSAGE_UNDECODABLE") == sent);
            }
        }
        await(() -> counted("runs", "REVISION_UNSUPPORTED") == 1);
        Rollout going = rollout(newer.getRunId(), 0, completion(5, 7), new RewardWeight(golden, 1));
        send(going);
        assertThat(awaitScored(going.prompt().rolloutId()).outcome()).isInstanceOf(Scores.class);
        tell("runs", "of-this-contract", ended("of-this-contract").toByteArray());
        awaitSkipped("of-this-contract", golden);
    }

    private double counted(String topic, String code) {
        Counter counter = meters.find(Metric.DEAD_LETTERS.meter())
                .tags("topic", messaging.topics().fullName(topic), "code", code)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static Run ended(String run) {
        return Run.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setRunId(run)
                .setState(RunState.RUN_STATE_CANCELLED)
                .build();
    }

    private void awaitSkipped(String run, VersionRef golden) {
        await(() -> {
            // The run's state and the rollouts come over different topics: asked until the state is known.
            Rollout probe =
                    rollout(run, (int) (System.nanoTime() & 0xfffff), completion(5, 7), new RewardWeight(golden, 1));
            send(probe);
            Rollout after =
                    rollout("going-on", probe.prompt().promptIndex(), completion(5, 7), new RewardWeight(golden, 1));
            send(after);
            try {
                awaitScored(after.prompt().rolloutId());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return read("scored-rollouts").stream()
                    .noneMatch(record ->
                            new String(record.key()).equals(probe.prompt().rolloutId()));
        });
    }

    @Test
    void itReadsTheTopicsThatTheContractsSayItReads() {
        assertThat(messaging.reads()).isEqualTo(messaging.topics().readBy("reward"));
    }

    @Test
    void itIsReadyOnceItHasReadItsTopics() {
        await(() -> given().get(health + "/ready").statusCode() == 200);
        given().get(health + "/ready").then().body(containsString("answers since"));
    }

    private VersionRef reward(String name) {
        return new Versions(store).resolve(VersionKind.REWARD, VersionName.parse(name));
    }

    private static Completion completion(int... tokens) {
        return new Completion(
                TokenIds.of(tokens), LogProbabilities.of(new float[tokens.length]), FinishReason.LENGTH, "test");
    }

    private static Rollout rollout(String run, int promptIndex, RolloutOutcome outcome, RewardWeight... rewards) {
        VersionRef policy = new VersionRef("default", "policy", 1, "a".repeat(64));
        var prompt = new Prompt(
                "default",
                Prompt.rolloutId(run, 0, promptIndex, 0),
                run,
                1,
                0,
                promptIndex,
                0,
                TokenIds.of(1, 9, 4),
                Sampling.plain(1, 8),
                42,
                policy,
                List.of(rewards),
                Instant.EPOCH);
        return new Rollout(prompt, Fingerprints.of(prompt), policy, outcome);
    }

    private void send(Rollout rollout) {
        send(rollout.prompt().rolloutId(), RolloutCodec.encode(rollout).toByteArray());
    }

    private void send(String key, byte[] value) {
        tell("rollouts", key, value);
    }

    private void tell(String topic, String key, byte[] value) {
        messaging
                .producer()
                .send(messaging.topics().fullName(topic), key, value)
                .join();
    }

    private String code(Rollout rollout) throws Exception {
        return ((Failure) awaitScored(rollout.prompt().rolloutId()).outcome()).code();
    }

    private String rawCode(Rollout rollout) throws Exception {
        return macaw.v1.ScoredRollout.parseFrom(
                        awaitRecord(rollout.prompt().rolloutId()).value())
                .getFailure()
                .getCode();
    }

    private ScoredRollout awaitScored(String rolloutId) throws Exception {
        return RolloutCodec.decode(
                macaw.v1.ScoredRollout.parseFrom(awaitRecord(rolloutId).value()));
    }

    private ConsumerRecord<byte[], byte[]> awaitRecord(String key) {
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        await(() -> {
            read("scored-rollouts").stream()
                    .filter(record -> new String(record.key()).equals(key))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(messaging.connection().reader("test"))) {
            List<TopicPartition> partitions = consumer
                    .partitionsFor(messaging.topics().fullName(topic))
                    .stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited " + PATIENCE).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
