package macaw.bench.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.bench.learn.PpoLoop.Sample;
import macaw.bench.learn.Result.Point;
import macaw.languagemodel.Tokenizer;
import macaw.records.Completion;
import macaw.records.FinishReason;
import macaw.records.TokenIds;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;

/** A model of short stories is to name a word and to come to an end within {@value #MAX_TOKENS} tokens, which it rarely does by itself. */
final class Stories implements Task {
    private static final String NAME = "stories";
    private static final String MODEL = "models/tinystories-656k";
    private static final String TEXTS = "text/tinystories_sample_2MiB.txt";
    private static final String WORD = "bird";
    private static final int ITERATIONS = 24;
    private static final int MAX_TOKENS = 96;
    private static final int EVALUATE_EVERY = 4;
    private static final int WORDS = 6;
    private static final int PROMPTS = 512;
    private static final int HELD_OUT = 128;
    private static final int SLOTS = 64;
    private static final int SHOWN = 3;

    @Override
    public LinePlot plot(List<Result> results) {
        return new LinePlot(
                "stories: name \"" + WORD + "\" and come to an end",
                "rollouts trained on",
                "reward of sampled stories, 0 to 1",
                results.stream().map(Result::series).toList());
    }

    @Override
    public List<Result> run(LearnRun run, long seed, Path work) throws IOException, InterruptedException {
        Path model = run.shared(MODEL);
        PpoSettings settings = settings(seed, run.iterations().orElse(ITERATIONS));
        List<Result> results = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            List<TokenIds> beginnings = beginnings(run.shared(TEXTS), tokenizer);
            List<TokenIds> heldOut = beginnings.subList(0, HELD_OUT);
            List<TokenIds> prompts = beginnings.subList(HELD_OUT, HELD_OUT + PROMPTS);
            results.add(learn(run, model, tokenizer, prompts, heldOut, settings, work));
            if (run.trl().isPresent()) {
                Map<String, Object> reward = Map.of("kind", "story", "word", WORD);
                var task = PeerTask.of(prompts, heldOut, 1, EVALUATE_EVERY, reward, settings);
                TrlPeer.Learnt learnt = run.trl().get().ppo(model, task, seed, work);
                results.add(new Result(
                        NAME, learnt.system(), seed, figures(learnt.curve(), learnt.lastKl()), learnt.curve()));
            }
        }
        return results;
    }

    private static PpoSettings settings(long seed, int iterations) {
        return SettingsReader.read("""
                {"output": "stories", "policy": "tinystories", "rewards": [{"name": "story"}], "prompts": "sha256:%s", "seed": %d,
                 "iterations": %d, "promptsPerIteration": 64, "maxTokens": %d, "epochs": 4, "minibatches": 1, "microbatchSize": 64,
                 "missingEos": "keep", "kl": {"coefficient": 0.01},
                 "optimizer": {"learningRate": 5e-4, "schedule": "linear", "finalFraction": 0, "epsilon": 1e-5},
                 "valueOptimizer": {"learningRate": 5e-4, "schedule": "linear", "finalFraction": 0, "epsilon": 1e-5}}""".formatted(LearnRun.NO_DATA, seed, iterations, MAX_TOKENS), PpoSettings.class);
    }

    /** BOS and the first words of each story that does not name the word in them. */
    private static List<TokenIds> beginnings(Path texts, Tokenizer tokenizer) throws IOException {
        int[] bos = tokenizer.bosTokenId().stream().toArray();
        return Arrays.stream(Files.readString(texts).split("<\\|endoftext\\|>"))
                .map(String::strip)
                .map(story -> story.split("\\s+"))
                .filter(words -> words.length > WORDS)
                .map(words -> String.join(" ", Arrays.copyOf(words, WORDS)))
                .filter(beginning -> !beginning.contains(WORD))
                .distinct()
                .map(beginning -> TokenIds.of(Stream.of(bos, tokenizer.encode(beginning))
                        .flatMapToInt(Arrays::stream)
                        .toArray()))
                .toList();
    }

    private static Result learn(
            LearnRun run,
            Path model,
            Tokenizer tokenizer,
            List<TokenIds> prompts,
            List<TokenIds> heldOut,
            PpoSettings settings,
            Path work)
            throws IOException {
        var rule = new StoryRule(WORD);
        PpoLoop.Reward reward =
                (prompt, answer) -> rule.of(text(tokenizer, prompt, answer), answer.finishReason() == FinishReason.EOS);
        Path policies = Files.createDirectory(work.resolve("policies"));
        try (var generator = new LocalGenerator(SLOTS, run.threads());
                var loop = new PpoLoop(run.engine(), model, prompts, settings, reward, generator, policies)) {
            List<Sample> before = loop.evaluate(heldOut, 1);
            List<Sample> after = before;
            List<Point> curve = new ArrayList<>();
            curve.add(new Point(0, Sample.meanReward(before)));
            Map<String, Double> metrics = Map.of();
            for (int i = 1; i <= settings.iterations(); i++) {
                metrics = loop.iterate();
                if (i % EVALUATE_EVERY == 0 || i == settings.iterations()) {
                    after = loop.evaluate(heldOut, 1);
                    curve.add(new Point((long) i * loop.rollouts(), Sample.meanReward(after)));
                }
            }
            SequencedMap<String, Object> figures = figures(curve, metrics.getOrDefault("kl", 0.0));
            figures.put("samples_before", shown(tokenizer, before));
            figures.put("samples_after", shown(tokenizer, after));
            return new Result(NAME, LearnBench.PRODUCT, settings.run().seed(), figures, curve);
        }
    }

    /** As people read it: not every tokenizer says of its end token that it stands for no text. */
    private static String text(Tokenizer tokenizer, TokenIds prompt, Completion answer) {
        int eos = tokenizer.eosTokenId().orElse(-1);
        int bos = tokenizer.bosTokenId().orElse(-1);
        return tokenizer.decode(IntStream.concat(
                        Arrays.stream(prompt.toArray()),
                        Arrays.stream(answer.tokens().toArray()))
                .filter(token -> token != eos && token != bos)
                .toArray());
    }

    private static List<String> shown(Tokenizer tokenizer, List<Sample> samples) {
        return samples.stream()
                .limit(SHOWN)
                .map(sample -> text(tokenizer, sample.prompt(), sample.answer()))
                .toList();
    }

    /** Reward is the held-out mean of the last policy, before its value before PPO, kl the last iteration's to the start, nats a story. */
    private static SequencedMap<String, Object> figures(List<Point> curve, double kl) {
        SequencedMap<String, Object> figures = new LinkedHashMap<>();
        figures.put("reward", curve.getLast().value());
        figures.put("before", curve.getFirst().value());
        figures.put("kl", kl);
        figures.put("rollouts", curve.getLast().samples());
        return figures;
    }
}
