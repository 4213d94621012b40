package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Any service may be killed in the middle of PPO. That every rollout was trained exactly once is seen in the weights: they are equal, byte
 * for byte, to those of a run that nothing happened to.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ITERATIONS = 8;
    private static final int KILL_AFTER = 2;

    private Caller trainer;
    private String prompts;
    private String calm;

    @BeforeAll
    void aCalmRun(LocalStack stack, @TempDir Path directory) throws Exception {
        trainer = new Caller(stack.address(Service.TRAINER), stack.keys().operator());
        VersionPublished untrained = Uploads.checkpoint(
                trainer,
                VersionKind.VERSION_KIND_POLICY,
                "tiny",
                TinyCheckpoints.policy(directory.resolve("policy"), 1));
        Uploads.checkpoint(
                trainer,
                VersionKind.VERSION_KIND_REWARD,
                "tiny-reward",
                TinyCheckpoints.reward(directory.resolve("reward"), 2));
        prompts = Uploads.rows(
                trainer,
                IntStream.range(0, 24)
                        .mapToObj(i -> "{\"prompt\": \"Write a list of " + i + " eggs.\"}")
                        .toList());
        start("calm");
        calm = weights(stack, await("calm", KillTest::ended));
        assertThat(calm).as("the run learns").isNotEqualTo(weights(stack, untrained.getVersion()));
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void aRunDuringWhichAServiceIsKilledEndsInTheSameWeights(Service victim, LocalStack stack) throws Exception {
        String name = "without-" + victim.title();
        start(name);
        Run before = await(name, run -> run.getProgress().getStep() >= KILL_AFTER);
        assertThat(before.getProgress().getStep())
                .as("the kill comes in the middle")
                .isLessThan(ITERATIONS - 1);

        stack.kill(victim);
        stack.restart(victim);

        Run run = await(name, KillTest::ended);
        assertThat(run.getState()).as(run.getFailure().toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        assertThat(weights(stack, run)).isEqualTo(calm);
    }

    private void start(String name) {
        String settings = """
                {"output": "%s", "policy": "tiny", "rewards": [{"name": "tiny-reward"}], "prompts": "%s", "seed": 7,
                 "iterations": %d, "promptsPerIteration": 12, "maxTokens": 16, "minibatches": 2, "microbatchSize": 12}""".formatted(name, prompts, ITERATIONS);
        trainer.training()
                .startRun(StartRunRequest.newBuilder()
                        .setNamespace("default")
                        .setRunId(name)
                        .setKind(RunKind.RUN_KIND_PPO)
                        .setSettingsJson(settings)
                        .build());
    }

    /** Asks until the run is as wanted; a trainer that is away is asked again. */
    private Run await(String name, Predicate<Run> wanted) {
        RunRef reference =
                RunRef.newBuilder().setNamespace("default").setRunId(name).build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing was heard of it";
        while (System.nanoTime() < deadline) {
            try {
                Run run = trainer.training()
                        .withDeadlineAfter(1, TimeUnit.MINUTES)
                        .getRun(reference);
                last = run.toString();
                if (wanted.test(run) || ended(run)) {
                    return run;
                }
            } catch (StatusRuntimeException away) {
                assertThat(away.getStatus().getCode()).as(away.toString()).isEqualTo(Status.Code.UNAVAILABLE);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError("the run " + name + " is not where it should be after " + PATIENCE + ": " + last);
    }

    private static boolean ended(Run run) {
        return List.of(RunState.RUN_STATE_FINISHED, RunState.RUN_STATE_FAILED, RunState.RUN_STATE_CANCELLED)
                .contains(run.getState());
    }

    /** The hash of the last version's weights. */
    private static String weights(LocalStack stack, Run run) throws Exception {
        assertThat(run.getState()).as(run.getFailure().toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        return weights(stack, run.getPublishedList().getLast());
    }

    private static String weights(LocalStack stack, VersionRef version) throws Exception {
        Path file = stack.store()
                .resolve(
                        "default/policies/%s/%06d/model.safetensors".formatted(version.getName(), version.getNumber()));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
