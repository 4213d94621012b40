package macaw.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import macaw.cli.bench.chaos.ChaosReport;
import macaw.cli.bench.figures.BenchRows;
import macaw.cli.bench.figures.LabelingReport;
import macaw.cli.bench.figures.PpoBesideTrlReport;
import macaw.cli.bench.figures.PpoReport;
import macaw.cli.bench.figures.RlPathReport;
import macaw.cli.bench.figures.StalenessReport;
import macaw.cli.display.StageDisplay;
import macaw.cli.runs.CheckpointUpload;
import macaw.cli.runs.DatasetUpload;
import macaw.cli.runs.RunWatch;
import macaw.cli.stack.PassingStack;
import macaw.cli.systems.CheckoutRoot;
import macaw.cli.systems.Connection;
import macaw.cli.systems.RunningSystem;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackOptions;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;
import macaw.v1.VersionKind;
import org.jspecify.annotations.Nullable;

/** A stack of the benchmark's own with models of the demonstration's size, in a directory that is gone when it has measured. */
final class BenchStack {
    private static final String NAMESPACE = "default";
    private static final String SFT = "bench-sft";
    private static final String REWARD = "bench-reward";
    private static final int DEMONSTRATIONS = 512;
    private static final int COMPARISONS = 64;

    private BenchStack() {}

    /** Measures PPO on it. */
    static PpoReport ppo(int threads, PpoBench bench, StageDisplay display) throws IOException, InterruptedException {
        return on(parts(threads, EnumSet.allOf(Service.class)), display, stack -> {
            try (Connection trainer = Connection.to(Service.TRAINER, RunningSystem.of(stack.state()))) {
                prepare(trainer, display);
            }
            return bench.run(stack.state(), NAMESPACE, SFT, REWARD, display);
        });
    }

    /** Measures PPO at several degrees of staleness on it. */
    static StalenessReport staleness(int threads, StalenessBench bench, StageDisplay display)
            throws IOException, InterruptedException {
        Set<Service> services = EnumSet.of(Service.GENERATOR, Service.REWARD, Service.TRAINER);
        return on(parts(threads, services), display, stack -> {
            try (Connection trainer = Connection.to(Service.TRAINER, RunningSystem.of(stack.state()))) {
                prepare(trainer, display);
            }
            return bench.run(stack.state(), NAMESPACE, SFT, REWARD, display);
        });
    }

    /** Measures PPO on a random Llama of 5 M parameters beside TRL's. */
    static PpoBesideTrlReport besideTrl(int threads, PpoBesideTrl bench, Path python, StageDisplay display)
            throws IOException, InterruptedException {
        Set<Service> services = EnumSet.of(Service.GENERATOR, Service.REWARD, Service.TRAINER);
        Path folder = Files.createTempDirectory("macaw-bench-model");
        try {
            Path model = BenchProcess.randomModel("llama-5m", folder);
            return on(parts(threads, services), display, stack -> {
                try (Connection trainer = Connection.to(Service.TRAINER, RunningSystem.of(stack.state()))) {
                    CheckpointUpload.of(model).send(trainer, NAMESPACE, VersionKind.VERSION_KIND_POLICY, SFT, display);
                    rewardModel(trainer, display);
                }
                return bench.run(stack.state(), NAMESPACE, SFT, REWARD, model, python, threads, display);
            });
        } finally {
            PassingStack.delete(folder);
        }
    }

    /** Measures labelers' waits on one with the labeling service alone. */
    static LabelingReport labeling(int threads, LabelingBench bench, StageDisplay display)
            throws IOException, InterruptedException {
        return on(parts(threads, EnumSet.of(Service.LABELING)), display, stack -> bench.run(stack.state(), display));
    }

    /** Measures the RL path without a learner on it. */
    static RlPathReport rlPath(int threads, RlPathBench bench, StageDisplay display)
            throws IOException, InterruptedException {
        Set<Service> services = EnumSet.of(Service.GENERATOR, Service.REWARD, Service.TRAINER);
        return on(parts(threads, services), display, stack -> {
            RunningSystem system = RunningSystem.of(stack.state());
            try (Connection trainer = Connection.to(Service.TRAINER, system)) {
                prepare(trainer, display);
            }
            return bench.run(system, NAMESPACE, SFT, REWARD, baseModel(), display);
        });
    }

    /** The same run calm and under trouble. */
    static ChaosReport chaos(int threads, ChaosBench bench, StageDisplay display)
            throws IOException, InterruptedException {
        Set<Service> services = bench.kind() == ChaosBench.Kind.PPO
                ? EnumSet.of(Service.GENERATOR, Service.REWARD, Service.TRAINER)
                : EnumSet.of(Service.TRAINER);
        return on(parts(threads, services), display, stack -> bench.run(stack, NAMESPACE, display));
    }

    /** The checkpoint that all models here are made of. */
    static Path baseModel() {
        return CheckoutRoot.path().resolve("demo/base-model");
    }

    private interface Measurement<R> {
        R on(LocalStack stack) throws IOException, InterruptedException;
    }

    private static StackOptions parts(int threads, Set<Service> services) throws IOException {
        return StackOptions.whole(Files.createTempDirectory("macaw-bench"), CheckoutRoot.path())
                .inNamespace(NAMESPACE)
                .withThreads(threads)
                .with(services)
                .onFreePorts();
    }

    private static <R> R on(StackOptions options, StageDisplay display, Measurement<R> measurement)
            throws IOException, InterruptedException {
        display.begin("starting the stack");
        var measured = new AtomicReference<@Nullable R>();
        int ignored = new PassingStack(options, true, display).during(stack -> measured.set(measurement.on(stack)));
        R report = measured.get();
        if (report == null) {
            throw new StackException("interrupted, so there is nothing to show");
        }
        return report;
    }

    /** Base model, fine-tuned so that its answers end as the demonstration's do, and a reward model of it. */
    private static void prepare(Connection trainer, StageDisplay display) throws IOException, InterruptedException {
        CheckpointUpload.of(baseModel())
                .send(trainer, NAMESPACE, VersionKind.VERSION_KIND_POLICY, "bench-base", display);
        String demonstrations = DatasetUpload.send(trainer, NAMESPACE, new BenchRows().demonstrations(DEMONSTRATIONS));
        run(trainer, RunKind.RUN_KIND_SFT, """
                {"model": "bench-base", "data": "%s", "output": "bench-sft", "heldOutFraction": 0}""".formatted(demonstrations), display);
        rewardModel(trainer, display);
    }

    private static void rewardModel(Connection trainer, StageDisplay display) throws IOException, InterruptedException {
        String comparisons = DatasetUpload.send(trainer, NAMESPACE, new BenchRows().comparisons(COMPARISONS));
        run(trainer, RunKind.RUN_KIND_REWARD, """
                {"model": "bench-sft", "data": "%s", "output": "bench-reward", "heldOutFraction": 0}""".formatted(comparisons), display);
    }

    static void run(Connection trainer, RunKind kind, String settings, StageDisplay display) {
        TrainingServiceBlockingStub training = TrainingServiceGrpc.newBlockingStub(trainer.channel());
        var started = training.startRun(StartRunRequest.newBuilder()
                .setNamespace(NAMESPACE)
                .setKind(kind)
                .setSettingsJson(settings)
                .build());
        RunRef reference = RunRef.newBuilder()
                .setNamespace(NAMESPACE)
                .setRunId(started.getRunId())
                .build();
        if (RunWatch.follow(training, reference, display) != 0) {
            throw new StackException("run " + started.getRunId() + " did not finish, so there is nothing to measure");
        }
    }
}
