package macaw.reward.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import macaw.chassis.engine.EngineThread;
import macaw.errors.CodedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchedScorerTest {
    private static final BatchedScorer.Limits LIMITS = new BatchedScorer.Limits(6, 4);

    private final EngineThread engine = new EngineThread("batches");
    private final CountDownLatch free = new CountDownLatch(1);
    private final List<Integer> batches = new ArrayList<>();

    @AfterEach
    void close() {
        free.countDown();
        engine.close();
    }

    @Test
    void whatWaitsIsScoredTogetherWithinTheBoundAndEachGetsItsOwn() {
        BatchedScorer scorer = busy(sequences -> {
            batches.add(sequences.size());
            float[] scores = new float[sequences.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = sequences.get(i)[0];
            }
            return scores;
        });
        List<CompletableFuture<Double>> scores = List.of(
                scorer.score(new int[] {1, 1, 1}),
                scorer.score(new int[] {2, 2, 2, 2}),
                scorer.score(new int[] {3}),
                scorer.score(new int[] {4, 4}));
        free.countDown();
        assertThat(scores.stream().map(CompletableFuture::join)).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(batches).containsExactly(3, 1);
    }

    @Test
    void onesTooManyAreRefusedAndAFailureIsTheBatchs() {
        BatchedScorer scorer = busy(sequences -> {
            throw new IllegalStateException("no score");
        });
        List<CompletableFuture<Double>> scores = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            scores.add(scorer.score(new int[] {i}));
        }
        assertThatThrownBy(scorer.score(new int[] {5})::join)
                .hasCauseInstanceOf(CodedException.class)
                .hasMessageContaining("4 sequences wait");
        free.countDown();
        scores.forEach(score -> assertThatThrownBy(score::join).hasMessageContaining("no score"));
    }

    /** A scorer whose engine has something else to do until it is freed. */
    private BatchedScorer busy(BatchedScorer.NativeScorer scorer) {
        engine.submit(() -> {
            free.await();
            return true;
        });
        return new BatchedScorer(engine, scorer, LIMITS);
    }
}
