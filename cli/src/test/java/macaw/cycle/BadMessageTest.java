package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.localstack.LocalStack;
import macaw.localstack.Readiness;
import macaw.localstack.Service;
import macaw.v1.Prompt;
import macaw.v1.RewardWeight;
import macaw.v1.SamplingSettings;
import macaw.v1.ScoredRollout;
import macaw.v1.VersionRef;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no reader of a topic can use: it is kept or counted, answered where somebody may wait for it, and stops nobody. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class BadMessageTest {
    private static final byte[] RUBBISH = "not a protobuf message".getBytes(StandardCharsets.UTF_8);

    @Test
    void bytesThatAreNoMessageGoToTheDeadLetters(LocalStack stack) {
        Wire wire = new Wire(stack);
        for (String topic : List.of("prompts", "rollouts")) {
            wire.send(topic, "rubbish in " + topic, RUBBISH);
            Wire.await(
                    "the dead letter of " + topic, () -> !letters(wire, topic).isEmpty());
            assertThat(letters(wire, topic)).singleElement().satisfies(letter -> {
                assertThat(letter.value()).isEqualTo(RUBBISH);
                assertThat(header(letter, "macaw-error-code")).isEqualTo("MESSAGE_UNDECODABLE");
                assertThat(header(letter, "macaw-origin-topic")).isEqualTo(Wire.topic(topic));
            });
        }
        assertThat(new Readiness(stack.address(Service.GENERATOR)).holds()).isTrue();
        assertThat(new Readiness(stack.address(Service.REWARD)).holds()).isTrue();
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(Wire wire, String topic) {
        byte[] key = ("rubbish in " + topic).getBytes(StandardCharsets.UTF_8);
        return wire.records("dead-letter").stream()
                .filter(letter -> Arrays.equals(letter.key(), key))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"GENERATOR, runs", "REWARD, runs", "GENERATOR, policy-versions", "REWARD, reward-versions"})
    void bytesThatAreNoMessageInAFollowedTopicAreCountedAndTheFollowerGoesOn(
            Service follower, String topic, LocalStack stack) {
        Wire wire = new Wire(stack);
        double before = skipped(wire, follower, topic);
        // the second is met only by a follower that went on
        for (int i = 1; i <= 2; i++) {
            wire.send(topic, "rubbish", RUBBISH);
            double expected = before + i;
            Wire.await(follower + " to skip rubbish in " + topic, () -> skipped(wire, follower, topic) == expected);
        }
        wire.remove(topic, "rubbish");
        assertThat(new Readiness(stack.address(follower)).holds()).isTrue();
    }

    private static double skipped(Wire wire, Service follower, String topic) {
        return wire.counted(
                follower,
                "macaw_dead_letters_total",
                "topic=\"" + Wire.topic(topic) + "\"",
                "code=\"MESSAGE_UNDECODABLE\"");
    }

    @Test
    void aPromptThatIsImpossibleOrOfANewerContractIsAnsweredThroughEveryTopic(LocalStack stack)
            throws InvalidProtocolBufferException {
        Wire wire = new Wire(stack);
        Prompt empty = prompt(0).build();
        Prompt choosy = prompt(1)
                .addTokens(1)
                .setSampling(SamplingSettings.newBuilder()
                        .setTemperature(1)
                        .setMaxTokens(4)
                        .setTopK(3))
                .build();
        Prompt newer = prompt(2).addTokens(1).setContractRevision(99).build();
        List<Prompt> prompts = List.of(empty, choosy, newer);
        for (Prompt prompt : prompts) {
            wire.send("prompts", prompt.getRolloutId(), prompt.toByteArray());
        }
        Wire.await("the answers", () -> answers(wire).size() == prompts.size());
        Map<Prompt, String> codes = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> answer : answers(wire)) {
            ScoredRollout scored = ScoredRollout.parseFrom(answer.value());
            codes.put(scored.getRollout().getPrompt(), scored.getFailure().getCode());
        }
        assertThat(codes)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(empty, "PROMPT_EMPTY", choosy, "SAMPLING_INVALID", newer, "REVISION_UNSUPPORTED"));
    }

    private static Prompt.Builder prompt(int index) {
        VersionRef version = VersionRef.newBuilder()
                .setNamespace("default")
                .setName("any")
                .setNumber(1)
                .setManifestSha256("0".repeat(64))
                .build();
        return Prompt.newBuilder()
                .setContractRevision(1)
                .setNamespace("default")
                .setRolloutId("impossible.000000.00000" + index + ".000")
                .setRunId("impossible")
                .setRunEpoch(1)
                .setPromptIndex(index)
                .setSampling(SamplingSettings.newBuilder().setTemperature(1).setMaxTokens(4))
                .setPolicy(version)
                .addRewards(RewardWeight.newBuilder().setReward(version).setWeight(1));
    }

    private static List<ConsumerRecord<byte[], byte[]>> answers(Wire wire) {
        return wire.records("scored-rollouts").stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).startsWith("impossible."))
                .toList();
    }
}
