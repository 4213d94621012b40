package macaw.cli.bench.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import macaw.cli.bench.chaos.ChaosReport.Carried;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.Connection;
import macaw.cli.systems.RunningSystem;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;

/**
 * A run twice, calm and under kills, and the two compared: by the weights they end with, and by what each was trained on.
 *
 * @param kills SIGKILLs during the second
 * @param seed decides who is killed and when
 */
public record Chaos(int kills, long seed) {

    /**
     * Carries both out on a stack that nothing else uses.
     *
     * @param name what the two runs' names begin with
     */
    public ChaosReport of(Subject subject, String name, LocalStack stack, String namespace, StageDisplay display)
            throws IOException, InterruptedException {
        var traces = new RunTraces(stack, namespace);
        RunRef calmly = start(subject, name + "-calm", stack, namespace);
        long begin = System.nanoTime();
        Run calmRun;
        Carried calm;
        display.begin("calm");
        try (var run = new TroubledRun(stack, calmly, display)) {
            calmRun = run.follow(List.of(), Duration.ZERO);
            calm = carried(calmRun, begin, subject, traces);
        }
        display.end(calm.sha256());

        List<Trouble> troubles =
                Trouble.drawn(subject.kind(), kills, calmRun.getProgress().getTotalSteps(), new SplittableRandom(seed));
        var between = Duration.ofMillis((long) (1000 * calm.seconds() / (troubles.size() + 1)));
        RunRef roughly = start(subject, name + "-chaos", stack, namespace);
        begin = System.nanoTime();
        display.begin(kills + " kills");
        try (var run = new TroubledRun(stack, roughly, display)) {
            Carried chaos = carried(run.follow(troubles, between), begin, subject, traces);
            display.end(chaos.sha256());
            return new ChaosReport(kills, run.kills(), run.happened(), calm, chaos);
        }
    }

    private static RunRef start(Subject subject, String name, LocalStack stack, String namespace) {
        try (Connection trainer = Connection.to(Service.TRAINER, RunningSystem.of(stack.state()))) {
            Run started = TrainingServiceGrpc.newBlockingStub(trainer.channel())
                    .startRun(StartRunRequest.newBuilder()
                            .setNamespace(namespace)
                            .setRunId(name)
                            .setKind(subject.kind())
                            .setSettingsJson(subject.settings().apply(name))
                            .build());
            return RunRef.newBuilder()
                    .setNamespace(namespace)
                    .setRunId(started.getRunId())
                    .build();
        }
    }

    private static Carried carried(Run run, long begin, Subject subject, RunTraces traces) throws IOException {
        double seconds = (System.nanoTime() - begin) / 1e9;
        String folder = subject.kind() == RunKind.RUN_KIND_REWARD ? "rewards" : "policies";
        return new Carried(
                traces.weights(folder, run.getPublishedList().getLast()),
                traces.evidence(run.getRunId(), run.getProgress().getTotalSteps(), subject),
                seconds);
    }
}
