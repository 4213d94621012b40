package macaw.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.cli.bench.figures.BenchRows;
import macaw.cli.bench.figures.StalenessReport;
import macaw.cli.display.StageDisplay;
import macaw.cli.runs.DatasetUpload;
import macaw.cli.runs.RunText;
import macaw.cli.systems.Connection;
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
 * The PPO run of {@link PpoBench} at several degrees of staleness, in turns.
 *
 * @param iterations of each run, two or more; the first does not count
 * @param maxTokens longest answer
 * @param degrees of staleness
 * @param repeats of all of them
 */
record StalenessBench(int iterations, int maxTokens, List<Integer> degrees, int repeats) {
    static final int REPEATS = 3;

    private static final long LOOK_MILLIS = 20;

    StalenessBench {
        if (iterations < 2) {
            throw new StackException(
                    "the first iteration does not count: --iterations must be >= 2, was " + iterations);
        }
        if (degrees.stream().anyMatch(degree -> degree < 0 || degree >= iterations) || repeats < 1) {
            throw new StackException("--staleness must be from 0 to less than --iterations, was " + degrees
                    + ", and --repeats at least 1, was " + repeats);
        }
        degrees = List.copyOf(degrees);
    }

    /** Runs it on a stack that is up and that nothing else uses. */
    StalenessReport run(StackState stack, String namespace, String policy, String reward, StageDisplay display)
            throws IOException, InterruptedException {
        try (Connection connection = Connection.to(Service.TRAINER, RunningSystem.of(stack))) {
            String prompts = DatasetUpload.send(connection, namespace, new BenchRows().prompts(PpoBench.ROLLOUTS));
            TrainingServiceBlockingStub training = TrainingServiceGrpc.newBlockingStub(connection.channel());
            List<SortedMap<Integer, Double>> turns = new ArrayList<>();
            for (int repeat = 0; repeat < repeats; repeat++) {
                SortedMap<Integer, Double> turn = new TreeMap<>();
                for (int staleness : degrees) {
                    display.begin("turn " + (repeat + 1) + ", staleness " + staleness);
                    Run started = training.startRun(StartRunRequest.newBuilder()
                            .setNamespace(namespace)
                            .setKind(RunKind.RUN_KIND_PPO)
                            .setSettingsJson("""
                                    {"policy": "%s", "rewards": [{"name": "%s"}], "prompts": "%s", "output": "bench-staleness",
                                     "iterations": %d, "promptsPerIteration": %d, "maxTokens": %d, "staleness": %d, "importanceCap": 2}""".formatted(
                                    policy, reward, prompts, iterations, PpoBench.ROLLOUTS, maxTokens, staleness))
                            .build());
                    double seconds = secondsAnIteration(training, started, display);
                    turn.put(staleness, seconds);
                    display.end("%.2f s an iteration".formatted(seconds));
                }
                turns.add(turn);
            }
            return new StalenessReport(PpoBench.ROLLOUTS, maxTokens, iterations, turns);
        }
    }

    /** From the end of the first iteration to the end of the last. */
    private double secondsAnIteration(TrainingServiceBlockingStub training, Run started, StageDisplay display)
            throws InterruptedException {
        RunRef reference = RunRef.newBuilder()
                .setNamespace(started.getNamespace())
                .setRunId(started.getRunId())
                .build();
        long first = 0;
        long counted = 0;
        Run now = started;
        while (!RunText.ended(now)) {
            Thread.sleep(LOOK_MILLIS);
            now = training.getRun(reference);
            long done = now.getProgress().getStep();
            if (first == 0 && done > 0) {
                first = System.nanoTime();
                counted = done;
            }
            display.progress((double) done / iterations, RunText.activity(now));
        }
        if (now.getState() != RunState.RUN_STATE_FINISHED) {
            throw new StackException(
                    "run " + now.getRunId() + " ended as " + RunText.state(now) + ": " + RunText.activity(now));
        }
        return (System.nanoTime() - first) / 1e9 / (now.getProgress().getStep() - counted);
    }
}
