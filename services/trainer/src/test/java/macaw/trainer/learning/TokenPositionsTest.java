package macaw.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import macaw.torch.Aten;
import macaw.torch.Gradients;
import macaw.torch.TokenBatch;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.settings.OptimizerSettings;
import macaw.trainer.settings.Schedule;
import org.junit.jupiter.api.Test;

/** The traps of reproductions: off by one, padding, temperature, schedules. */
class TokenPositionsTest {
    @Test
    void aTokenIsPredictedFromTheRowBeforeIt() {
        NextTokens tokens = NextTokens.of(List.of(
                TokenSequence.of(new int[] {1, 7}, new int[] {8, 9, 2}),
                TokenSequence.of(new int[] {1}, new int[] {5, 2})));
        // inputs: 1 7 8 9 | 1 5 . .   four positions a sequence, the last token of each is never read
        assertThat(tokens.inputs().positions()).isEqualTo(4);
        assertThat(Arrays.copyOf(tokens.inputs().ids(), 6)).containsExactly(1, 7, 8, 9, 1, 5);
        assertThat(tokens.rows()).containsExactly(1, 2, 3, 4, 5);
        assertThat(tokens.targets()).containsExactly(8, 9, 2, 5, 2);
    }

    @Test
    void oneTemperatureDividesEveryLogit() {
        TorchEngine engine = TinyModels.engine();
        long[] targets = {17, 200};
        try (var aten = new Aten(engine);
                var model = TorchModel.open(engine, aten, TinyModels.causal(), false);
                var manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray hidden = model.hidden(manager, TokenBatch.of(List.of(new int[] {1, 30})));
            float[] logits = model.logits(hidden).toFloatArray();
            float[] actual = new TokenLogProbabilities(model, 0.7, 1 << 20).logProbabilities(hidden, targets);
            for (int row = 0; row < 2; row++) {
                double sum = 0;
                for (int v = 0; v < 256; v++) {
                    sum += Math.exp(logits[row * 256 + v] / 0.7);
                }
                double naive = logits[row * 256 + (int) targets[row]] / 0.7 - Math.log(sum);
                assertThat((double) actual[row]).isCloseTo(naive, within(1e-5));
            }
        }
    }

    @Test
    void theRateRisesThenFollowsItsScheduleToTheFinalFraction() {
        var cosine = new LearningRate(settings(Schedule.COSINE), 12);
        assertThat(cosine.at(0)).isEqualTo(0.5);
        assertThat(cosine.at(1)).isEqualTo(1);
        assertThat(cosine.at(2)).isEqualTo(1);
        assertThat(cosine.at(11)).isCloseTo(0.1, within(1e-12));
        var linear = new LearningRate(settings(Schedule.LINEAR), 11);
        assertThat(linear.at(6)).isCloseTo(0.55, within(1e-12)); // half way
        assertThat(linear.at(10)).isCloseTo(0.1, within(1e-12));
        assertThat(new LearningRate(settings(Schedule.CONSTANT), 11).at(10)).isEqualTo(1);
        var fromATenth = new OptimizerSettings(2, 9, 0.1, Schedule.CONSTANT, 0.1, 0.9, 0.95, 1e-8, 0, 1);
        assertThat(new LearningRate(fromATenth, 20).at(0)).isCloseTo(0.2, within(1e-12));
        assertThat(new LearningRate(fromATenth, 20).at(3)).isCloseTo(2 * (0.1 + 0.9 * 3 / 9), within(1e-12));
        assertThat(new LearningRate(fromATenth, 20).at(9)).isEqualTo(2);
    }

    @Test
    void anEpochReadsEveryRowOnceAndTheNextInAnotherOrder() {
        var order = new EpochOrder(3, 10, 4);
        assertThat(order.stepsPerEpoch()).isEqualTo(3);
        List<Integer> first = List.of(order.batch(0), order.batch(1), order.batch(2)).stream()
                .flatMap(List::stream)
                .toList();
        List<Integer> second = List.of(order.batch(3), order.batch(4), order.batch(5)).stream()
                .flatMap(List::stream)
                .toList();
        assertThat(first)
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
                .isNotEqualTo(second);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first);
        assertThat(order.batch(2)).hasSize(2);
    }

    @Test
    void heldOutRowsAreMeasuredAtTheEndOfEachEpochPartAndAtTheEnd() {
        var evaluations = new EvaluationSteps(5, 2, 12);
        assertThat(LongStream.range(0, 12).filter(evaluations::after).toArray()).containsExactly(2, 4, 7, 9, 11);
    }

    private static OptimizerSettings settings(Schedule schedule) {
        return new OptimizerSettings(1, 2, 0, schedule, 0.1, 0.9, 0.95, 1e-8, 0, 1);
    }
}
