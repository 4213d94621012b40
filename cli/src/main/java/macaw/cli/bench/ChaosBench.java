package macaw.cli.bench;

import java.io.IOException;
import java.util.Locale;
import macaw.cli.bench.chaos.Chaos;
import macaw.cli.bench.chaos.ChaosReport;
import macaw.cli.bench.chaos.Subject;
import macaw.cli.bench.chaos.Trouble;
import macaw.cli.bench.figures.BenchRows;
import macaw.cli.display.StageDisplay;
import macaw.cli.runs.CheckpointUpload;
import macaw.cli.runs.DatasetUpload;
import macaw.cli.systems.Connection;
import macaw.cli.systems.RunningSystem;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.v1.RunKind;
import macaw.v1.VersionKind;

/**
 * A run of the demonstration's base model that is long enough for its kills.
 *
 * @param kills SIGKILLs during the run
 * @param seed decides who is killed and when
 * @param staleness of a PPO run
 */
record ChaosBench(Kind kind, int kills, long seed, int staleness) {
    private static final String BASE = "chaos-base";
    private static final int ITERATIONS_A_TROUBLE = 3;
    /** Many, since such a run goes on while the broker or an overtaken trainer is away. */
    private static final int CHECKPOINTS_A_TROUBLE = 20;

    private static final int STEPS_A_CHECKPOINT = 2;
    private static final int ROLLOUTS = 12;
    private static final int DEMONSTRATIONS = 32;
    private static final int COMPARISONS = 32;
    private static final int RANKINGS = 8;
    private static final int DEMONSTRATIONS_A_STEP = 16;
    /** Each with several outputs. */
    private static final int COMPARISONS_A_STEP = 4;

    /** Which runs. */
    enum Kind {
        PPO,
        SFT,
        REWARD;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        RunKind run() {
            return switch (this) {
                case PPO -> RunKind.RUN_KIND_PPO;
                case SFT -> RunKind.RUN_KIND_SFT;
                case REWARD -> RunKind.RUN_KIND_REWARD;
            };
        }
    }

    ChaosBench {
        if (kills < 0 || staleness < 0) {
            throw new StackException("--kills and --staleness must be >= 0, were " + kills + " and " + staleness);
        }
        if (staleness > 0 && kind != Kind.PPO) {
            throw new StackException("--staleness is of ppo, and --kind is " + kind);
        }
    }

    /** Runs it on a stack that nothing else uses. */
    ChaosReport run(LocalStack stack, String namespace, StageDisplay display) throws IOException, InterruptedException {
        Subject subject;
        try (Connection trainer = Connection.to(Service.TRAINER, RunningSystem.of(stack.state()))) {
            CheckpointUpload.of(BenchStack.baseModel())
                    .send(trainer, namespace, VersionKind.VERSION_KIND_POLICY, BASE, display);
            subject = switch (kind) {
                case PPO -> ppo(trainer, namespace, display);
                case SFT ->
                    steps(
                            DatasetUpload.send(trainer, namespace, new BenchRows().demonstrations(DEMONSTRATIONS)),
                            DEMONSTRATIONS,
                            DEMONSTRATIONS_A_STEP);
                case REWARD ->
                    steps(
                            DatasetUpload.send(trainer, namespace, new BenchRows().comparisons(COMPARISONS)),
                            COMPARISONS,
                            COMPARISONS_A_STEP);
            };
        }
        return new Chaos(kills, seed).of(subject, kind.toString(), stack, namespace, display);
    }

    /** With everything that a checkpoint has to hold: two optimizers, a moving average and a coefficient that steers. */
    private Subject ppo(Connection trainer, String namespace, StageDisplay display)
            throws IOException, InterruptedException {
        String comparisons = DatasetUpload.send(trainer, namespace, new BenchRows().comparisons(RANKINGS));
        BenchStack.run(trainer, RunKind.RUN_KIND_REWARD, """
                {"model": "%s", "data": "%s", "output": "chaos-reward", "heldOutFraction": 0}""".formatted(BASE, comparisons), display);
        String prompts = DatasetUpload.send(trainer, namespace, new BenchRows().prompts(4 * ROLLOUTS));
        int iterations = ITERATIONS_A_TROUBLE * (Trouble.count(kills) + 1);
        return new Subject(RunKind.RUN_KIND_PPO, BASE + "@1", staleness, output -> """
                {"policy": "%s", "rewards": [{"name": "chaos-reward"}], "prompts": "%s", "output": "%s", "seed": %d,
                 "iterations": %d, "promptsPerIteration": %d, "maxTokens": 16, "minibatches": 2, "microbatchSize": %d,
                 "averageDecay": 0.9, "kl": {"target": 6}, "importanceCap": %d, "staleness": %d}""".formatted(
                        BASE, prompts, output, seed, iterations, ROLLOUTS, ROLLOUTS, staleness > 0 ? 2 : 0, staleness));
    }

    /** With held-out measurements, so that a checkpoint has to hold the best weights as well. */
    private Subject steps(String data, int rows, int batch) {
        int wanted = CHECKPOINTS_A_TROUBLE * STEPS_A_CHECKPOINT * (Trouble.count(kills) + 1);
        int epochs = Math.ceilDiv(wanted * batch, rows);
        return new Subject(kind.run(), "", 0, output ->
                """
                {"model": "%s", "data": "%s", "output": "%s", "seed": %d, "epochs": %d, "batchSize": %d,
                 "microbatchSize": %d, "evaluationsPerEpoch": 1, "checkpointEvery": %d}""".formatted(BASE, data, output, seed, epochs, batch, batch, STEPS_A_CHECKPOINT));
    }
}
