package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.VersionKind;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code macaw bench rl-path} on a stack that is up: every prompt answered, and nothing left of its run. Nothing is timed. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class RlPathLoadTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    /** The demonstration's prompts and answers have many tokens for a vocabulary this small. */
    private static final int CONTEXT = 1024;

    @Test
    void theLoadsPromptsAreAllScoredAndItsRunIsTakenBack(LocalStack stack, @TempDir Path directory) throws Exception {
        Wire wire = new Wire(stack);
        Set<String> before = runs(wire);
        Process load = start(stack, directory);
        assertThat(load.waitFor()).as(log(directory)).isZero();

        JsonNode report =
                new ObjectMapper().readTree(directory.resolve("out.json").toFile());
        assertThat(report.at("/topics/0/alone/rollouts").asInt()).isPositive();
        assertThat(report.at("/topics/0/together/rollouts").asInt()).isPositive();
        assertThat(report.at("/scoring/0/stream/perSecond").asDouble()).isPositive();
        String run = added(wire, before).orElseThrow();
        assertThat(lastWord(wire, run)).as("taken out of the topic").isNull();
        List<String> prompts = rollouts(wire, "prompts", run);
        assertThat(prompts).isNotEmpty().doesNotHaveDuplicates();
        assertThat(rollouts(wire, "rollouts", run)).hasSameElementsAs(prompts);
        assertThat(rollouts(wire, "scored-rollouts", run)).hasSameElementsAs(prompts);
    }

    private static Process start(LocalStack stack, Path directory) throws IOException {
        Path policy = TinyCheckpoints.policy(directory.resolve("policy"), 1, CONTEXT);
        Path reward = TinyCheckpoints.reward(directory.resolve("reward"), 2, CONTEXT);
        try (var trainer =
                new Caller(stack.address(Service.TRAINER), stack.keys().operator())) {
            Uploads.checkpoint(trainer, VersionKind.VERSION_KIND_POLICY, "load-tiny", 1, policy);
            Uploads.checkpoint(trainer, VersionKind.VERSION_KIND_REWARD, "load-tiny-reward", 1, reward);
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dmacaw.root=" + ROOT,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "macaw.cli.Macaw",
                        "bench",
                        "rl-path",
                        "--state=" + stack.logs().getParent(),
                        "--policy=load-tiny",
                        "--reward=load-tiny-reward@1",
                        "--tokenizer=" + policy,
                        "--in-flight=4",
                        "--callers=2",
                        "--max-tokens=4",
                        "--shift=1",
                        "--repeats=1",
                        "--json")
                .redirectOutput(directory.resolve("out.json").toFile())
                .redirectError(directory.resolve("log").toFile())
                .start();
    }

    private static String log(Path directory) throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static Set<String> runs(Wire wire) {
        return wire.records("runs").stream()
                .map(RlPathLoadTest::key)
                .filter(key -> key.startsWith("load-"))
                .collect(Collectors.toSet());
    }

    private static Optional<String> added(Wire wire, Set<String> before) {
        return runs(wire).stream().filter(run -> !before.contains(run)).findFirst();
    }

    private static byte @Nullable [] lastWord(Wire wire, String run) {
        return wire.records("runs").stream()
                .filter(record -> key(record).equals(run))
                .toList()
                .getLast()
                .value();
    }

    private static List<String> rollouts(Wire wire, String topic, String run) {
        return wire.records(topic).stream()
                .map(RlPathLoadTest::key)
                .filter(key -> key.startsWith(run + "."))
                .toList();
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
