package macaw.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import macaw.cli.bench.figures.BenchRows;
import macaw.cli.bench.figures.IterationTimes;
import macaw.cli.bench.figures.PpoReport;
import macaw.cli.bench.figures.Reading;
import macaw.cli.display.StageDisplay;
import macaw.cli.runs.DatasetUpload;
import macaw.cli.runs.RunText;
import macaw.cli.systems.Connection;
import macaw.cli.systems.RestClient;
import macaw.cli.systems.RunningSystem;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackState;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;

/**
 * A PPO run during which the services' metrics are read again and again.
 *
 * @param iterations of the run, two or more; the first does not count
 * @param rollouts of an iteration, each of a prompt of its own
 * @param maxTokens longest answer
 * @param learning further settings of the run, as members of a JSON object
 */
record PpoBench(int iterations, int rollouts, int maxTokens, String learning) {
    static final int ITERATIONS = 6;
    static final int MAX_TOKENS = 40;

    static final int ROLLOUTS = 128;
    private static final Duration APART = Duration.ofMillis(100);

    /** A run of the demonstration's size. */
    PpoBench(int iterations, int maxTokens) {
        this(iterations, ROLLOUTS, maxTokens, "\"epochs\": 1");
    }

    PpoBench {
        if (iterations < 2) {
            throw new StackException(
                    "the first iteration does not count: --iterations must be >= 2, was " + iterations);
        }
    }

    /** Runs it on prompts of the demonstration's world, on a stack that is up and that nothing else uses. */
    PpoReport run(StackState stack, String namespace, String policy, String reward, StageDisplay display)
            throws IOException, InterruptedException {
        return run(stack, namespace, policy, reward, new BenchRows().prompts(rollouts), display);
    }

    /** The same on rows of other prompts. */
    PpoReport run(
            StackState stack, String namespace, String policy, String reward, InputStream rows, StageDisplay display)
            throws IOException, InterruptedException {
        try (Connection connection = Connection.to(Service.TRAINER, RunningSystem.of(stack))) {
            String prompts = DatasetUpload.send(connection, namespace, rows);
            TrainingServiceBlockingStub training = TrainingServiceGrpc.newBlockingStub(connection.channel());
            display.begin("ppo");
            Run started = training.startRun(StartRunRequest.newBuilder()
                    .setNamespace(namespace)
                    .setKind(RunKind.RUN_KIND_PPO)
                    .setSettingsJson("""
                            {"policy": "%s", "rewards": [{"name": "%s"}], "prompts": "%s", "output": "bench-ppo",
                             "iterations": %d, "promptsPerIteration": %d, "maxTokens": %d, %s}""".formatted(policy, reward, prompts, iterations, rollouts, maxTokens, learning))
                    .build());
            long begin = System.nanoTime();
            List<Reading> readings = readings(stack, training, started, display);
            long each = (System.nanoTime() - begin) / 1_000_000 / readings.size();
            display.end(readings.size() + " readings, one every " + each + " ms");
            return new PpoReport(rollouts, maxTokens, IterationTimes.of(readings));
        }
    }

    /**
     * From now until the run has ended. Pages of metrics cost the machine something, so they are read when the run tells something new, not while it trains,
     * not again at once, and the trainer's when an iteration has ended.
     */
    private List<Reading> readings(
            StackState stack, TrainingServiceBlockingStub training, Run started, StageDisplay display)
            throws IOException, InterruptedException {
        RunRef reference = RunRef.newBuilder()
                .setNamespace(started.getNamespace())
                .setRunId(started.getRunId())
                .build();
        List<Reading> readings = new ArrayList<>();
        Run last = started;
        long read = System.nanoTime() - APART.toNanos();
        try (Metrics metrics = new Metrics(RestClient.open(), stack)) {
            String trainer = metrics.of(Service.TRAINER);
            Iterator<Run> states = training.watchRun(reference);
            while (states.hasNext()) {
                Run now = states.next();
                boolean iterationEnded =
                        now.getProgress().getStep() > last.getProgress().getStep();
                boolean stageEnded = !stage(now).equals(stage(last));
                last = now;
                if (!iterationEnded
                        && !stageEnded
                        && !RunText.ended(now)
                        && System.nanoTime() - read < APART.toNanos()) {
                    continue;
                }
                if (iterationEnded) {
                    trainer = metrics.of(Service.TRAINER);
                }
                readings.add(Reading.of(metrics.of(Service.GENERATOR), metrics.of(Service.REWARD), trainer));
                read = System.nanoTime();
                display.progress((double) now.getProgress().getStep() / iterations, RunText.activity(now));
            }
        }
        if (last.getState() != RunState.RUN_STATE_FINISHED) {
            throw new StackException(
                    "run " + last.getRunId() + " ended as " + RunText.state(last) + ": " + RunText.activity(last));
        }
        return readings;
    }

    /** "waiting" of "waiting for rollouts 3/64". */
    private static String stage(Run run) {
        return RunText.activity(run).split(" ")[0];
    }

    private record Metrics(HttpClient http, StackState stack) implements AutoCloseable {
        String of(Service service) throws IOException, InterruptedException {
            String management = stack.address(service)
                    .orElseThrow(() -> new StackException("the stack runs without " + service.title()))
                    .managementUrl();
            return http.send(RestClient.request(management + "/q/metrics").build(), BodyHandlers.ofString())
                    .body();
        }

        @Override
        public void close() {
            http.close();
        }
    }
}
