package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.VersionKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The story of a rollout that failed, and of its run, is found in the services' logs by its id. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class LogsTest {
    private static final String RUN = "one-prompt-too-long";
    /** More than a generator has by default, so that a prompt that the trainer lets pass is too long for it. */
    private static final int CONTEXT = 8192;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void linesOfARolloutThatFailedCarryItsIdAndItsRunsInEveryService(LocalStack stack, @TempDir Path directory)
            throws Exception {
        Run run = held(stack, directory);
        assertThat(run.getState()).isEqualTo(RunState.RUN_STATE_PAUSED);
        assertThat(run.getFailure().getCode()).isEqualTo("TOO_FEW_ROLLOUTS");

        JsonNode left = line(
                stack,
                Service.TRAINER,
                line -> isOfTheRun(line) && message(line).contains("leaves its batch"));
        String rollout = left.at("/mdc/rollout_id").asText();
        assertThat(rollout).startsWith(RUN);
        assertThat(lines(stack, Service.TRAINER).filter(LogsTest::isOfTheRun).map(LogsTest::rollout))
                .as("only what failed has a line")
                .containsOnly("", rollout);
        for (Service service : List.of(Service.GENERATOR, Service.REWARD, Service.TRAINER)) {
            JsonNode failed = line(stack, service, line -> rollout(line).equals(rollout));
            assertThat(failed.at("/mdc/run_id").asText()).isEqualTo(RUN);
            assertThat(failed.path("level").asText()).isEqualTo("WARN");
            assertThat(message(failed)).contains("PROMPT_TOO_LONG");
        }

        for (String told : List.of("is Running", "ended with an error", "is Paused")) {
            assertThat(line(
                            stack,
                            Service.TRAINER,
                            line -> isOfTheRun(line) && message(line).contains(told)))
                    .isNotNull();
        }
        assertThat(lines(stack, Service.TRAINER).filter(line -> message(line).contains("run " + RUN)))
                .allMatch(LogsTest::isOfTheRun);
    }

    private static Run held(LocalStack stack, Path directory) throws IOException {
        TinyPpo ppo = new TinyPpo(stack, directory);
        try (Caller trainer =
                new Caller(stack.address(Service.TRAINER), stack.keys().operator())) {
            Path wide = TinyCheckpoints.policy(directory.resolve("wide"), 5, CONTEXT);
            Uploads.checkpoint(trainer, VersionKind.VERSION_KIND_POLICY, "wide", wide);
            String prompts = Uploads.rows(
                    trainer,
                    Stream.of("Write a list.", "eggs ".repeat(3000))
                            .map(prompt -> "{\"prompt\": \"" + prompt + "\"}")
                            .toList());
            ppo.start(RUN, """
                    {"output": "%s", "policy": "wide", "rewards": [{"name": "tiny-reward"}], "prompts": "%s", "seed": 7,
                     "iterations": 1, "promptsPerIteration": 2, "maxTokens": 4, "minibatches": 1, "microbatchSize": 2}""".formatted(RUN, prompts));
            Run run = ppo.await(RUN, TinyPpo::ended);
            trainer.training()
                    .cancelRun(RunRef.newBuilder()
                            .setNamespace("default")
                            .setRunId(RUN)
                            .build());
            return run;
        }
    }

    private interface Wanted {
        boolean test(JsonNode line);
    }

    /** The first such line, as soon as it is there. */
    private static JsonNode line(LocalStack stack, Service service, Wanted wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<JsonNode> found =
                    lines(stack, service).filter(wanted::test).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("the log of " + service.title() + " has no such line");
    }

    /** What a service wrote; what is no JSON is the virtual machine's or native. */
    private static Stream<JsonNode> lines(LocalStack stack, Service service) {
        try {
            return Files.readAllLines(stack.logs().resolve(service.title() + ".log")).stream()
                    .filter(line -> line.startsWith("{"))
                    .flatMap(LogsTest::parsed);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<JsonNode> parsed(String line) {
        try {
            return Stream.of(JSON.readTree(line));
        } catch (JsonProcessingException cutShortByAKill) {
            return Stream.empty();
        }
    }

    private static String message(JsonNode line) {
        return line.path("message").asText();
    }

    private static String rollout(JsonNode line) {
        return line.at("/mdc/rollout_id").asText();
    }

    private static boolean isOfTheRun(JsonNode line) {
        return line.at("/mdc/run_id").asText().equals(RUN);
    }
}
