package macaw.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import macaw.bench.RandomTokens;
import macaw.records.DeterministicRandom;

/** Scores of texts as long as dialogues are, against transformers' classifier, whose batches are of near lengths. */
final class Scoring {
    /** Of people's dialogues with an assistant: half have fewer tokens than this, one of six more than 1.9 times as many. */
    private static final double MEDIAN_LENGTH = 150;

    private static final double LOG_DEVIATION = 0.65;
    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;

    private Scoring() {}

    static Row measure(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        List<int[]> texts = texts(model);
        Path file = run.work().resolve("texts-" + model.name() + ".json");
        new ObjectMapper().writeValue(file.toFile(), texts);
        Path reward = model.rewardModel(run.torch(), run.work());
        var scorer = new RewardScorer(reward, run.threads());
        scorer.tokensPerSecond(texts.subList(0, 4)); // warm-up
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Product(Product.NAME, () -> scorer.tokensPerSecond(texts), scorer::close));
        run.peers()
                .transformers("score.py", reward, "--texts", file, "--batch", model.large() ? 8 : 16)
                .ifPresent(contenders::add);
        String work = "scoring, " + model.name();
        return Row.of(work, "tokens/s", Turns.take(work, run.rounds(), contenders), wanted(model));
    }

    private static List<int[]> texts(BenchModel model) {
        var lengths = DeterministicRandom.of(1, "bench lengths", 0, 0);
        var random = new RandomTokens("bench replies", model.config().vocabularySize());
        return IntStream.range(0, model.large() ? 24 : 256)
                .mapToObj(i -> {
                    double length = MEDIAN_LENGTH * Math.exp(LOG_DEVIATION * lengths.nextGaussian());
                    return random.row((int) Math.clamp(Math.round(length), SHORTEST, LONGEST), 0, i);
                })
                .toList();
    }

    private static List<Wanted> wanted(BenchModel model) {
        if (model.name().equals(BenchModel.LLAMA_5M)) {
            return List.of(new Wanted.OverTheBest(1.2, 1.5));
        }
        return model.name().equals(BenchModel.SMOLLM2) ? List.of(new Wanted.OverTheBest(1.5, 2)) : List.of();
    }
}
