package macaw.trainer.ppo;

import static macaw.trainer.ppo.TinyRollouts.rollouts;
import static macaw.trainer.ppo.TinyRollouts.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import macaw.languagemodel.ModelConfig;
import macaw.torch.Aten;
import macaw.torch.TorchModel;
import macaw.trainer.learning.NextTokens;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.memory.RunMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passes that go from the evaluation to the first step. */
class KeptPassesTest {
    private static final int ITERATIONS = 3;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", \"modelsTogether\": false",
                ", \"advantages\": \"grpo\", \"samplesPerPrompt\": 2",
                ", \"valueWarmupIterations\": 2",
                ", \"stopAtKl\": 1e-9, \"epochs\": 2",
                ", \"gradientCheckpointing\": true",
                ", \"lora\": {\"rank\": 2}"
            })
    void aRunThatKeepsThemTakesTheStepsOfOneThatDoesNot(String more, @TempDir Path directory) throws IOException {
        Trained without = trained(0, more, directory.resolve("none"));
        Trained some = trained(40, more, directory.resolve("some"));
        Trained all = trained(1000, more, directory.resolve("all"));

        assertThat(without.kept()).isZero();
        assertThat(some.kept()).isBetween(1.0, all.kept() - 1);
        // of 8 rollouts in microbatches of 3; while the policy rests, the value model's alone
        int models = more.contains("grpo") || more.contains("Warmup") ? 1 : 2;
        assertThat(all.kept()).isGreaterThanOrEqualTo(3 * models);
        assertThat(some.state()).isEqualTo(without.state());
        assertThat(all.state()).isEqualTo(without.state());
    }

    /** @param kept passes of the last iteration */
    @SuppressWarnings("ArrayRecordComponent") // made and read here
    private record Trained(byte[] state, double kept) {}

    /** Some iterations with room for so many tokens. */
    private static Trained trained(int tokens, String more, Path state) throws IOException {
        var settings = settings(16, 2, 3, ", \"iterations\": " + ITERATIONS + more);
        long ofToken = 2
                * RunMemory.ofPass(
                        ModelConfig.read(TinyModels.causal()),
                        settings.run().memory().mode());
        double kept = 0;
        try (var learner = TinyRollouts.learner(settings, TinyRollouts.MODELS, tokens * ofToken)) {
            for (int i = 0; i < ITERATIONS; i++) {
                var report = learner.learn(i, rollouts(learner, i, TinyRollouts::highTokens));
                kept = report.metrics().getOrDefault("passes_kept", -1.0);
            }
            Files.createDirectory(state);
            learner.save(state);
        }
        return new Trained(Files.readAllBytes(state.resolve("state.safetensors")), kept);
    }

    @Test
    void whatIsKeptIsTakenOnceAndTheRestIsMadeThenOrClosed() {
        try (var aten = new Aten(TinyRollouts.ENGINE);
                var model = TorchModel.open(TinyRollouts.ENGINE, aten, TinyModels.causal(), true);
                var kept = new KeptPasses(2)) {
            RecordedPass first = kept.keep(0, () -> pass(model)).orElseThrow();
            RecordedPass second = kept.keep(1, () -> pass(model)).orElseThrow();
            assertThat(kept.keep(2, () -> pass(model))).isEmpty();

            assertThat(kept.take(0, () -> pass(model))).isSameAs(first);
            try (RecordedPass again = kept.take(0, () -> pass(model));
                    RecordedPass third = kept.take(2, () -> pass(model))) {
                assertThat(List.of(again, third)).doesNotContain(first, second);
            }
            kept.close();
            assertThat(first.manager().isOpen()).as("who takes it closes it").isTrue();
            assertThat(second.manager().isOpen()).isFalse();
            first.close();
        }
    }

    private static RecordedPass pass(TorchModel model) {
        return RecordedPass.of(TinyRollouts.ENGINE, model, NextTokens.of(List.of(sequence(6))));
    }

    @Test
    void aMicrobatchTakesTheRoomOfItsLongestRolloutForEachOfThem() {
        List<Experience> rollouts =
                IntStream.of(4, 7, 5, 3).mapToObj(KeptPassesTest::rollout).toList();
        List<List<Integer>> minibatch = List.of(List.of(0, 1), List.of(2, 3));
        // 2 · 7 tokens, then 2 · 5 more, of 10 bytes each
        assertThat(new PassRoom(139, 10).of(minibatch, rollouts)).isZero();
        assertThat(new PassRoom(140, 10).of(minibatch, rollouts)).isEqualTo(1);
        assertThat(new PassRoom(239, 10).of(minibatch, rollouts)).isEqualTo(1);
        assertThat(new PassRoom(240, 10).of(minibatch, rollouts)).isEqualTo(2);
    }

    private static Experience rollout(int length) {
        TokenSequence sequence = sequence(length);
        return new Experience("r" + length, 0, sequence, new float[sequence.learnt()], 0, 0, true, false);
    }

    private static TokenSequence sequence(int length) {
        return TokenSequence.of(
                new int[] {1, 20}, IntStream.range(30, 28 + length).toArray());
    }
}
