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
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.datasets.Rows;
import macaw.trainer.datasets.Split;
import macaw.trainer.reward.RewardLearner;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.SettingsReader;

/** A reward model of what people preferred, on prompts that it has not seen, beside the rule that the longer answer wins. */
final class Preferences implements Task {
    private static final String NAME = "preferences";
    private static final String MODEL = "models/tinystories-656k";
    private static final int PAIRS_A_STEP = 16;

    @Override
    public LinePlot plot(List<Result> results) {
        return new LinePlot(
                "preferences: agreement with people",
                "rankings trained on",
                "held-out pairs ordered as people did",
                results.stream().map(Result::series).toList());
    }

    @Override
    public List<Result> run(LearnRun run, long seed, Path work) throws IOException {
        Path file = run.rows()
                .orElseThrow(
                        () -> new CodedException(ErrorCode.DATASET_UNKNOWN, "preferences need rows of comparisons"));
        List<RankedOutputs> rows = Rows.comparisons(file);
        Path model = run.shared(MODEL);
        RewardSettings settings = SettingsReader.read(
                """
                {"output": "preferences", "model": "tinystories", "data": "sha256:%s", "seed": %d, "epochs": %d, "batchSize": %d,
                 "microbatchSize": %d, "evaluationsPerEpoch": 4, "optimizer": {"learningRate": 1e-3, "warmupSteps": 10}}""".formatted(LearnRun.NO_DATA, seed, run.iterations().orElse(1), PAIRS_A_STEP, PAIRS_A_STEP / 2),
                RewardSettings.class);
        SequencedMap<String, Object> figures = new LinkedHashMap<>();
        List<Point> curve = new ArrayList<>();
        try (var learner = RewardLearner.open(run.engine(), model, rows, List.of(), settings)) {
            for (long step = 0; step < learner.totalSteps(); step++) {
                Map<String, Double> metrics = learner.step(step).metrics();
                if (metrics.containsKey("heldout_accuracy")) {
                    curve.add(new Point((step + 1) * PAIRS_A_STEP, metrics.get("heldout_accuracy")));
                    figures.put("accuracy", metrics.get("heldout_accuracy"));
                    figures.put("low", metrics.get("heldout_accuracy_low"));
                    figures.put("high", metrics.get("heldout_accuracy_high"));
                    figures.put(
                            "pairs", metrics.getOrDefault("heldout_pairs", 0.0).longValue());
                    figures.put("longer_wins", metrics.get("heldout_accuracy_of_length"));
                    figures.put(
                            "too_long",
                            metrics.getOrDefault("rows_too_long", 0.0).longValue());
                }
            }
        }
        figures.put(
                "rankings",
                rows.stream().filter(row -> row.split() == Split.TRAIN).count());
        return List.of(new Result(NAME, LearnBench.PRODUCT, seed, figures, curve));
    }
}
