package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import macaw.bench.learn.SampleWriter.Sample;
import macaw.records.TokenIds;
import macaw.torch.TorchEngine;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartPolicyTest {
    @Test
    void aPolicyIsAtNoDistanceFromItselfAndAnotherOneIs(@TempDir Path work) throws Exception {
        TorchEngine engine = TorchEngine.start("cpu", 1);
        WalkGraph graph = WalkGraph.random(1);
        Path start = WalkPolicy.imitate(engine, graph, 1, 1, Files.createDirectory(work.resolve("start")));
        Path other = WalkPolicy.imitate(engine, graph, 1, 4, Files.createDirectory(work.resolve("other")));
        List<TokenIds> prompts =
                Arrays.stream(graph.starts()).mapToObj(WalkPolicy::prompt).toList();
        PpoSettings settings =
                SettingsReader.read("""
                {"output": "walks", "policy": "start", "rewards": [{"name": "none"}], "prompts": "sha256:%s", "maxTokens": %d, "temperature": 0.7}""".formatted(LearnRun.NO_DATA, WalkGraph.LONGEST), PpoSettings.class);
        try (var generator = new LocalGenerator(8, 1);
                var distance = new StartPolicy(engine, start, settings.temperature())) {
            var writer = new SampleWriter(generator, (prompt, answer) -> 0, settings);
            List<Sample> own = writer.evaluate(generator.serve(start), 0, prompts, 4);
            List<Sample> others = writer.evaluate(generator.serve(other), 0, prompts, 4);
            assertThat(distance.kl(own)).isCloseTo(0, within(1e-4));
            assertThat(distance.kl(others)).isGreaterThan(0.5);
        }
    }
}
