package macaw.bench.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import macaw.chassis.engine.EngineThread;
import macaw.languagemodel.Checkpoint;
import macaw.onnx.Scorer;
import macaw.reward.scoring.BatchedScorer;

/** The reward service's scoring of a checkpoint, batches and engine thread included, without the service around it. */
final class RewardScorer implements AutoCloseable {
    /** As the reward service has them where nothing else is set. */
    private static final BatchedScorer.Limits LIMITS = new BatchedScorer.Limits(8192, 1024);

    private final EngineThread engine = new EngineThread("scorer");
    private final Scorer scorer;
    private final BatchedScorer batches;

    RewardScorer(Path model, int threads) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            scorer = Scorer.open(checkpoint, threads);
        }
        batches = new BatchedScorer(engine, scorer::score, LIMITS);
    }

    /** Scores them all; says how many tokens that were a second. */
    double tokensPerSecond(List<int[]> sequences) {
        long begin = System.nanoTime();
        List<CompletableFuture<Double>> scores =
                sequences.stream().map(batches::score).toList();
        scores.forEach(CompletableFuture::join);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return sequences.stream().mapToInt(sequence -> sequence.length).sum() / seconds;
    }

    @Override
    public void close() {
        engine.close();
        scorer.close();
    }
}
