package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
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

/** PPO runs of a policy and a reward model of random weights: whole in every respect, and done in seconds. */
final class TinyPpo {
    static final int ITERATIONS = 8;
    static final int ROLLOUTS_PER_ITERATION = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Caller trainer;
    private final VersionPublished untrained;
    private final String prompts;

    /** Uploads what the runs need; what is there already is the same. */
    TinyPpo(LocalStack stack, Path directory) throws IOException {
        trainer = new Caller(stack.address(Service.TRAINER), stack.keys().operator());
        untrained = Uploads.checkpoint(
                trainer,
                VersionKind.VERSION_KIND_POLICY,
                "tiny",
                1,
                TinyCheckpoints.policy(directory.resolve("policy"), 1));
        Uploads.checkpoint(
                trainer,
                VersionKind.VERSION_KIND_REWARD,
                "tiny-reward",
                1,
                TinyCheckpoints.reward(directory.resolve("reward"), 2));
        prompts = Uploads.rows(
                trainer,
                IntStream.range(0, 2 * ROLLOUTS_PER_ITERATION)
                        .mapToObj(i -> "{\"prompt\": \"Write a list of " + i + " eggs.\"}")
                        .toList());
    }

    /** The policy that every run starts from. */
    VersionPublished untrained() {
        return untrained;
    }

    /** Starts a run that is the same as every other but in its name. */
    void start(String name) {
        start(name, settings(name, ITERATIONS, ""));
    }

    /** The same with a coefficient that steers to this KL, nats an answer. */
    void startTowards(String name, int kl) {
        start(name, settings(name, ITERATIONS, ", \"kl\": {\"target\": " + kl + "}"));
    }

    /** Settings of a run of so many iterations, and more of them as they stand in JSON behind a comma. */
    String settings(String name, int iterations, String more) {
        return """
                {"output": "%s", "policy": "tiny", "rewards": [{"name": "tiny-reward"}], "prompts": "%s", "seed": 7,
                 "iterations": %d, "promptsPerIteration": %d, "maxTokens": 16, "minibatches": 2, "microbatchSize": 12%s}""".formatted(name, prompts, iterations, ROLLOUTS_PER_ITERATION, more);
    }

    /** Starts a run with settings of its own; the reward model is called tiny-reward. */
    void start(String name, String settings) {
        trainer.training()
                .startRun(StartRunRequest.newBuilder()
                        .setNamespace("default")
                        .setRunId(name)
                        .setKind(RunKind.RUN_KIND_PPO)
                        .setSettingsJson(settings)
                        .build());
    }

    /** Asks until the run is as wanted, has ended or waits for a person; a trainer that is away is asked again. */
    Run await(String name, Predicate<Run> wanted) {
        return await(trainer, name, wanted);
    }

    /** The same of any run. */
    static Run await(Caller trainer, String name, Predicate<Run> wanted) {
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
                if (wanted.test(run) || ended(run) || held(run)) {
                    return run;
                }
            } catch (StatusRuntimeException away) {
                assertThat(away.getStatus().getCode()).as(away.toString()).isEqualTo(Status.Code.UNAVAILABLE);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError("the run " + name + " is not where it should be after " + PATIENCE + ": " + last);
    }

    /** The hash of a finished run's last weights. */
    static String weights(LocalStack stack, Run run) throws Exception {
        assertThat(run.getState()).as(run.getFailure().toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        return weights(stack, run.getPublishedList().getLast());
    }

    /** The hash of a policy version's weights. */
    static String weights(LocalStack stack, VersionRef version) throws Exception {
        Path file = stack.store()
                .resolve(
                        "default/policies/%s/%06d/model.safetensors".formatted(version.getName(), version.getNumber()));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    static boolean ended(Run run) {
        return List.of(RunState.RUN_STATE_FINISHED, RunState.RUN_STATE_FAILED, RunState.RUN_STATE_CANCELLED)
                .contains(run.getState());
    }

    private static boolean held(Run run) {
        return run.getState() == RunState.RUN_STATE_PAUSED && !run.getFailure().getRetryable();
    }
}
