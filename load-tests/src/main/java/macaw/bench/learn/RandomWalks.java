package macaw.bench.learn;

import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import macaw.bench.learn.Result.Point;
import macaw.bench.learn.SampleWriter.Sample;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.torch.TorchEngine;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;

/** From the imitation of random walks to shortest paths: {@link WalkGraph} is the task, {@link WalkPolicy} the start. */
final class RandomWalks implements Task {
    /** What counts as having learnt it. */
    static final double WANTED = 0.95;

    static final int ITERATIONS = 40;

    private static final String NAME = "randomwalks";
    private static final int CLONING_EPOCHS = 30;
    private static final int SLOTS = 64;
    /** So many that the mean's standard error near {@value #WANTED} is about 0.003. */
    private static final int SAMPLES_A_START = 100;

    @Override
    public LinePlot plot(List<Result> results) {
        return new LinePlot(
                "randomwalks: from imitation to shortest paths",
                "rollouts trained on",
                "optimality of sampled paths",
                results.stream().map(Result::series).toList());
    }

    @Override
    public List<Result> run(LearnRun run, long seed, Path work) throws IOException, InterruptedException {
        WalkGraph graph = WalkGraph.random(seed);
        Path cloned = WalkPolicy.imitate(run.engine(), graph, seed, CLONING_EPOCHS, work);
        PpoSettings settings = settings(seed, run.iterations().orElse(ITERATIONS));
        List<Result> results = new ArrayList<>();
        results.add(learn(run.engine(), run.threads(), graph, cloned, settings, work));
        if (run.trl().isPresent()) {
            var task = PeerTask.of(prompts(graph), 1, reward(graph), settings);
            TrlPeer.Learnt learnt = run.trl().get().ppo(cloned, task, seed, work);
            List<Point> curve = new ArrayList<>(results.getFirst().curve().subList(0, 1));
            try (var generator = new LocalGenerator(SLOTS, run.threads())) {
                SampleWriter writer = writer(graph, generator, settings);
                for (TrlPeer.Policy policy : learnt.policies()) {
                    VersionRef version = generator.serve(policy.folder());
                    curve.add(new Point(
                            policy.samples(),
                            Sample.meanReward(
                                    writer.evaluate(version, policy.iterations(), prompts(graph), SAMPLES_A_START))));
                }
            }
            results.add(result(learnt.system(), settings, curve, learnt.lastKl()));
        }
        return results;
    }

    private static Map<String, Object> reward(WalkGraph graph) {
        return Map.of(
                "kind",
                "walk",
                "successors",
                graph.successors(),
                "shortest",
                graph.shortest(),
                "longest",
                WalkGraph.LONGEST,
                "first_node",
                WalkPolicy.FIRST_NODE);
    }

    private static List<TokenIds> prompts(WalkGraph graph) {
        return Arrays.stream(graph.starts()).mapToObj(WalkPolicy::prompt).toList();
    }

    /**
     * Rollouts, passes, λ and clipping of trlx's example, KL coefficient and schedule of TRL, whose PPO leaves gradients as they are. One minibatch of all
     * rollouts: in most runs with four, starts that had been solved were lost again.
     */
    static PpoSettings settings(long seed, int iterations) {
        return SettingsReader.read(
                """
                {"output": "walks", "policy": "cloned", "rewards": [{"name": "optimality"}], "prompts": "sha256:%s", "seed": %d,
                 "iterations": %d, "promptsPerIteration": 128, "maxTokens": %d, "epochs": 4, "minibatches": 1,
                 "missingEos": "keep", "kl": {"coefficient": 0.05},
                 "optimizer": {"learningRate": 1e-3, "schedule": "linear", "finalFraction": 0, "epsilon": 1e-5, "maxGradientNorm": 1e9},
                 "valueOptimizer": {"learningRate": 1e-3, "schedule": "linear", "finalFraction": 0, "epsilon": 1e-5, "maxGradientNorm": 1e9}}""".formatted(LearnRun.NO_DATA, seed, iterations, WalkGraph.LONGEST), PpoSettings.class);
    }

    /** PPO from the cloned policy. */
    static Result learn(TorchEngine engine, int threads, WalkGraph graph, Path cloned, PpoSettings settings, Path work)
            throws IOException {
        List<TokenIds> prompts = prompts(graph);
        Path policies = Files.createDirectory(work.resolve("policies"));
        try (var generator = new LocalGenerator(SLOTS, threads);
                var loop = new PpoLoop(
                        engine, cloned, prompts, settings, writer(graph, generator, settings), generator, policies)) {
            List<Point> curve = new ArrayList<>();
            curve.add(new Point(0, optimality(loop, prompts)));
            Map<String, Double> metrics = Map.of();
            for (int i = 1; i <= settings.iterations(); i++) {
                metrics = loop.iterate();
                curve.add(new Point((long) i * loop.rollouts(), optimality(loop, prompts)));
            }
            return result(LearnBench.PRODUCT, settings, curve, metrics.getOrDefault("kl", 0.0));
        }
    }

    private static SampleWriter writer(WalkGraph graph, LocalGenerator generator, PpoSettings settings) {
        return new SampleWriter(
                generator, (prompt, answer) -> graph.optimality(WalkPolicy.path(prompt, answer.tokens())), settings);
    }

    private static double optimality(PpoLoop loop, List<TokenIds> prompts) {
        return Sample.meanReward(loop.evaluate(prompts, SAMPLES_A_START));
    }

    /**
     * Optimality is the mean over all starts of the last policy's sampled paths; samples are the rollouts after which it first reached {@value #WANTED}, null
     * where it never did; cloned is its value before PPO; kl is the last iteration's to the cloned policy, nats a path.
     */
    private static Result result(String system, PpoSettings settings, List<Point> curve, double kl) {
        SequencedMap<String, Object> figures = new LinkedHashMap<>();
        figures.put("optimality", curve.getLast().value());
        Optional<Point> reached =
                curve.stream().filter(point -> point.value() >= WANTED).findFirst();
        figures.put("samples", reached.isPresent() ? reached.get().samples() : NullNode.getInstance());
        figures.put("rollouts", curve.getLast().samples());
        figures.put("cloned", curve.getFirst().value());
        figures.put("kl", kl);
        return new Result(NAME, system, settings.run().seed(), figures, curve);
    }
}
