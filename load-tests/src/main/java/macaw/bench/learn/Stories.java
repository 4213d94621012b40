package macaw.bench.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import macaw.bench.learn.Frontier.Place;
import macaw.bench.learn.Result.Point;
import macaw.bench.learn.SampleWriter.Sample;
import macaw.languagemodel.Tokenizer;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;

/** A model of short stories is to name a word and to come to an end within {@value #MAX_TOKENS} tokens, which it rarely does by itself: {@link StoryRule}. */
final class Stories implements Task {
    private static final String NAME = "stories";
    private static final String MODEL = "models/tinystories-656k";
    private static final String TEXTS = "text/tinystories_sample_2MiB.txt";
    private static final String WORD = "bird";
    private static final int ITERATIONS = 20;
    private static final int MAX_TOKENS = 96;
    private static final int BEGINNING_TOKENS = 8;
    private static final int EVALUATE_EVERY = 5;
    private static final int PROMPTS = 1024;
    private static final int HELD_OUT = 64;
    private static final int SAMPLES_A_BEGINNING = 4;
    private static final int SLOTS = 64;
    private static final int SHOWN = 3;

    /** A policy on the held-out beginnings. */
    private record Measured(long rollouts, double kl, List<Sample> samples) {
        double reward() {
            return Sample.meanReward(samples);
        }
    }

    /** What one system's policies were, from the start on. */
    private record Learnt(String system, List<Measured> policies) {
        Frontier frontier() {
            return new Frontier(policies.stream()
                    .map(policy -> new Place(policy.kl(), policy.reward()))
                    .toList());
        }
    }

    @Override
    public LinePlot plot(List<Result> results) {
        return new LinePlot(
                "stories: name \"" + WORD + "\" and come to an end",
                "KL to the start, nats a story",
                "reward of sampled stories, 0 to 1",
                results.stream().map(Result::overKl).toList());
    }

    @Override
    public List<Result> run(LearnRun run, long seed, Path work) throws IOException, InterruptedException {
        Path model = run.shared(MODEL);
        PpoSettings settings = settings(seed, run.iterations().orElse(ITERATIONS));
        List<Learnt> all = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.open(model);
                var generator = new LocalGenerator(SLOTS, run.threads());
                var start = new StartPolicy(run.engine(), model, settings.temperature())) {
            var texts = new StoryTexts(tokenizer, new StoryRule(WORD));
            List<TokenIds> beginnings = texts.beginnings(run.shared(TEXTS), BEGINNING_TOKENS);
            List<TokenIds> heldOut = beginnings.subList(0, HELD_OUT);
            List<TokenIds> prompts = beginnings.subList(HELD_OUT, HELD_OUT + PROMPTS);
            var writer = new SampleWriter(
                    generator, (prompt, answer) -> texts.verdict(prompt, answer).reward(), settings);
            Path policies = Files.createDirectory(work.resolve("policies"));
            try (var loop = new PpoLoop(run.engine(), model, prompts, settings, writer, generator, policies)) {
                all.add(learn(loop, start, heldOut, settings));
            }
            if (run.trl().isPresent()) {
                Map<String, Object> reward = Map.of("kind", "story", "word", WORD);
                TrlPeer.Learnt learnt =
                        run.trl().get().ppo(model, PeerTask.of(prompts, EVALUATE_EVERY, reward, settings), seed, work);
                List<Measured> measured =
                        new ArrayList<>(all.getFirst().policies().subList(0, 1));
                for (TrlPeer.Policy policy : learnt.policies()) {
                    VersionRef version = generator.serve(policy.folder());
                    measured.add(measured(
                            policy.samples(),
                            start,
                            writer.evaluate(version, policy.iterations(), heldOut, SAMPLES_A_BEGINNING)));
                }
                all.add(new Learnt(learnt.system(), measured));
            }
            return all.stream().map(learnt -> result(learnt, all, texts, seed)).toList();
        }
    }

    /**
     * λ is 1: the word stands some sixty tokens before the score, and with 0.95 a twentieth of what the score says would reach it until the value model has
     * learnt.
     */
    private static PpoSettings settings(long seed, int iterations) {
        return SettingsReader.read("""
                {"output": "stories", "policy": "tinystories", "rewards": [{"name": "story"}], "prompts": "sha256:%s", "seed": %d,
                 "iterations": %d, "promptsPerIteration": 64, "temperature": 0.7, "maxTokens": %d, "epochs": 4, "minibatches": 1,
                 "microbatchSize": 64, "lambda": 1, "missingEos": "keep", "kl": {"coefficient": 0.05},
                 "optimizer": {"learningRate": 5e-4, "schedule": "linear", "finalFraction": 0, "epsilon": 1e-5},
                 "valueOptimizer": {"learningRate": 5e-4, "schedule": "linear", "finalFraction": 0, "epsilon": 1e-5}}""".formatted(LearnRun.NO_DATA, seed, iterations, MAX_TOKENS), PpoSettings.class);
    }

    private static Learnt learn(PpoLoop loop, StartPolicy start, List<TokenIds> heldOut, PpoSettings settings)
            throws IOException {
        List<Measured> measured = new ArrayList<>();
        measured.add(measured(0, start, loop.evaluate(heldOut, SAMPLES_A_BEGINNING)));
        for (int i = 1; i <= settings.iterations(); i++) {
            loop.iterate();
            if (i % EVALUATE_EVERY == 0 || i == settings.iterations()) {
                measured.add(measured((long) i * loop.rollouts(), start, loop.evaluate(heldOut, SAMPLES_A_BEGINNING)));
            }
        }
        return new Learnt(LearnBench.PRODUCT, measured);
    }

    private static Measured measured(long rollouts, StartPolicy start, List<Sample> samples) {
        return new Measured(rollouts, start.kl(samples), samples);
    }

    /**
     * Of the last policy: reward, share that names the word and that ends, KL, samples; the same of the start; and, where two learnt, the reward at the largest
     * KL that both reached.
     */
    private static Result result(Learnt learnt, List<Learnt> all, StoryTexts texts, long seed) {
        List<Sample> before = learnt.policies().getFirst().samples();
        Measured last = learnt.policies().getLast();
        SequencedMap<String, Object> figures = new LinkedHashMap<>();
        figures.put("reward", last.reward());
        figures.put("kl", last.kl());
        figures.put("named", texts.mean(last.samples(), verdict -> verdict.named() ? 1 : 0));
        figures.put("ended", texts.mean(last.samples(), verdict -> verdict.ended() ? 1 : 0));
        figures.put("reward_before", Sample.meanReward(before));
        figures.put("named_before", texts.mean(before, verdict -> verdict.named() ? 1 : 0));
        figures.put("ended_before", texts.mean(before, verdict -> verdict.ended() ? 1 : 0));
        figures.put("rollouts", last.rollouts());
        if (all.size() > 1) {
            double common = all.stream()
                    .mapToDouble(one -> one.frontier().farthest())
                    .min()
                    .orElseThrow();
            figures.put("common_kl", common);
            figures.put("reward_at_kl", learnt.frontier().rewardAt(common));
        }
        figures.put("samples_before", shown(texts, before));
        figures.put("samples_after", shown(texts, last.samples()));
        List<Point> curve = learnt.policies().stream()
                .map(policy -> new Point(policy.rollouts(), policy.reward(), policy.kl()))
                .toList();
        return new Result(NAME, learnt.system(), seed, figures, curve);
    }

    /** The first story of each of the first beginnings. */
    private static List<String> shown(StoryTexts texts, List<Sample> samples) {
        List<String> shown = new ArrayList<>();
        for (int beginning = 0; beginning < SHOWN; beginning++) {
            shown.add(texts.shown(samples.get(beginning * SAMPLES_A_BEGINNING)));
        }
        return shown;
    }
}
