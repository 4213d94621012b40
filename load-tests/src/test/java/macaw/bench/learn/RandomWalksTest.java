package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import macaw.torch.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomWalksTest {
    @Test
    void aFewIterationsMakeTheImitatorOfRandomWalksSeekTheGoal(@TempDir Path work) throws Exception {
        TorchEngine engine = TorchEngine.start("cpu", 1);
        WalkGraph graph = WalkGraph.random(1);
        Path cloned = WalkPolicy.imitate(engine, graph, 1, 5, work);
        Result result = RandomWalks.learn(engine, 1, graph, cloned, RandomWalks.settings(1, 3), work);
        double before = result.curve().getFirst().value();
        assertThat(before).as("paths that keep to the graph, by imitation").isGreaterThan(0.1);
        assertThat(result.curve().getLast().value()).isGreaterThan(before + 0.15);
        assertThat(result.figures()).containsEntry("rollouts", 3 * 128L);
        assertThat((double) result.figures().get("kl")).isBetween(0.0, 3.0);
    }
}
