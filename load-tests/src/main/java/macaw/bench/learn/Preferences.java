package macaw.bench.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import macaw.bench.learn.Result.Point;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.trainer.datasets.Rows;
import macaw.trainer.reward.ClusteredShare;
import macaw.trainer.reward.ComparedPrompt;
import macaw.trainer.reward.RewardData;
import macaw.trainer.reward.RewardLearner;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.SettingsReader;

/**
 * A reward model of what people preferred, on prompts that it has not seen, beside the rule that the longer answer wins. The seed draws which prompts are
 * held out, where the rows name no validation split, the score head and the order of training.
 */
final class Preferences implements Task {
    private static final String NAME = "preferences";
    private static final String MODEL = "models/tinystories-656k";
    private static final String LONGER_WINS = "the longer wins";
    private static final int PROMPTS_A_STEP = 16;

    private final Agreement agreement = new Agreement();
    private int seeds;

    @Override
    public LinePlot plot(List<Result> results) {
        return new LinePlot(
                "preferences: agreement with people",
                "prompts trained on",
                "held-out pairs ordered as people did",
                results.stream()
                        .filter(result -> !result.curve().isEmpty())
                        .map(Result::series)
                        .toList());
    }

    @Override
    public List<Result> run(LearnRun run, long seed, Path work) throws IOException, InterruptedException {
        Path file = run.rows()
                .orElseThrow(
                        () -> new CodedException(ErrorCode.DATASET_UNKNOWN, "preferences need rows of comparisons"));
        Path model = run.shared(MODEL);
        RewardSettings settings = settings(seed, run.iterations().orElse(1));
        RewardData data = RewardData.encode(model, Rows.comparisons(file), List.of(), settings);
        List<ComparedPrompt> heldOut = data.heldOut();
        if (heldOut.isEmpty()) {
            throw new CodedException(ErrorCode.DATASET_EMPTY, file + " has no prompt that could be held out");
        }
        seeds++;
        List<Point> curve = new ArrayList<>();
        List<float[]> scores;
        try (var learner = new RewardLearner(run.engine(), model, data, settings)) {
            for (long step = 0; step < learner.totalSteps(); step++) {
                Map<String, Double> metrics = learner.step(step).metrics();
                if (metrics.containsKey("heldout_accuracy")) {
                    curve.add(new Point((step + 1) * PROMPTS_A_STEP, metrics.get("heldout_accuracy")));
                }
            }
            scores = heldOut.stream().map(learner::scores).toList();
        }
        ClusteredShare longer = agreement.add(
                LONGER_WINS,
                heldOut,
                heldOut.stream().map(ComparedPrompt::lengths).toList());
        SequencedMap<String, Object> figures = figures(agreement.add(LearnBench.PRODUCT, heldOut, scores), heldOut);
        figures.put("longer_wins", longer.value());
        figures.put("too_long", data.tooLong());
        figures.put("trained", data.train().size());
        List<Result> results = new ArrayList<>();
        results.add(new Result(NAME, LearnBench.PRODUCT, seed, figures, curve));
        if (run.trl().isPresent()) {
            TrlPeer.Scored scored = run.trl().get().reward(model, RewardPeerTask.of(data, settings), seed, work);
            ClusteredShare peer = agreement.add(scored.system(), heldOut, scored.scores());
            results.add(new Result(NAME, scored.system(), seed, figures(peer, heldOut), List.of()));
        }
        return results;
    }

    /** Every judge over all seeds, and the product less each of the others on the same pairs. */
    @Override
    public List<Result> together() {
        List<Result> results = new ArrayList<>();
        for (String judge : agreement.judges()) {
            results.add(pooled(judge, "accuracy", agreement.of(judge)));
        }
        for (String judge : agreement.judges()) {
            if (!judge.equals(LearnBench.PRODUCT)) {
                results.add(pooled(
                        LearnBench.PRODUCT + " - " + judge,
                        "difference",
                        agreement.difference(LearnBench.PRODUCT, judge)));
            }
        }
        return results;
    }

    private Result pooled(String name, String figure, ClusteredShare share) {
        SequencedMap<String, Object> figures = new LinkedHashMap<>();
        figures.put("seeds", seeds);
        put(figures, figure, share);
        figures.put("prompts", agreement.prompts(LearnBench.PRODUCT));
        return new Result(NAME, name, null, figures, List.of());
    }

    private static SequencedMap<String, Object> figures(ClusteredShare share, List<ComparedPrompt> heldOut) {
        SequencedMap<String, Object> figures = new LinkedHashMap<>();
        put(figures, "accuracy", share);
        figures.put("prompts", heldOut.size());
        return figures;
    }

    private static void put(Map<String, Object> figures, String name, ClusteredShare share) {
        figures.put(name, share.value());
        figures.put("low", share.low());
        figures.put("high", share.high());
        figures.put("pairs", share.pairs());
    }

    private static RewardSettings settings(long seed, int epochs) {
        return SettingsReader.read(
                """
                {"output": "preferences", "model": "tinystories", "data": "sha256:%s", "seed": %d, "epochs": %d, "batchSize": %d,
                 "microbatchSize": %d, "heldOutFraction": 0.2, "evaluationsPerEpoch": 4,
                 "optimizer": {"learningRate": 1e-3, "warmupSteps": 10}}""".formatted(LearnRun.NO_DATA, seed, epochs, PROMPTS_A_STEP, PROMPTS_A_STEP / 2),
                RewardSettings.class);
    }
}
