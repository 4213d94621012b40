package macaw.trainer.ppo;

import static macaw.trainer.ppo.TinyRollouts.failed;
import static macaw.trainer.ppo.TinyRollouts.learner;
import static macaw.trainer.ppo.TinyRollouts.rollouts;
import static macaw.trainer.ppo.TinyRollouts.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.records.ScoredRollout;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings make of the loop, on a real model. */
class PpoVariantsTest {
    private static final String GROUPS =
            ", \"iterations\": 6, \"epochs\": 3, \"samplesPerPrompt\": 4, \"optimizer\": {\"learningRate\": 1e-2}";

    @ParameterizedTest
    @ValueSource(strings = {"gae", "grpo"})
    void gradientsOfMicrobatchesAreThoseOfTheWholeMinibatchWhateverIsFilledUp(
            String advantages, @TempDir Path directory) throws IOException {
        String more = ", \"samplesPerPrompt\": 2, \"entropyCoefficient\": 0.01, \"advantages\": \"" + advantages + "\"";
        Map<String, float[]> whole = moments(100, more, directory);
        assertThat(whole).hasSizeGreaterThan(10);
        // a microbatch of one answer holds no padding
        for (int microbatch : new int[] {3, 1}) {
            assertEqual(moments(microbatch, more, directory), whole);
        }
    }

    @Test
    void modelsInTurnsTakeTheStepsThatTheyTakeTogether(@TempDir Path directory) throws IOException {
        Map<String, float[]> together = moments(4, "", directory);
        assertEqual(moments(5, ", \"modelsTogether\": false", directory), together);
    }

    private static void assertEqual(Map<String, float[]> actual, Map<String, float[]> expected) {
        expected.forEach(
                (name, values) -> assertThat(actual.get(name)).as(name).containsExactly(values, within(1e-6f)));
    }

    /** First moments of Adam after one step: a tenth of the clipped gradients. */
    private static Map<String, float[]> moments(int microbatch, String more, Path directory) throws IOException {
        Path state = Files.createDirectory(directory.resolve("state" + microbatch));
        try (var learner = learner(settings(6, 1, microbatch, more))) {
            learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens));
            learner.save(state);
        }
        Map<String, float[]> moments = new LinkedHashMap<>();
        try (var file = SafetensorsFile.open(state.resolve("state.safetensors"))) {
            for (String name : file.names()) {
                if (name.contains("optimizer.first")) {
                    moments.put(name, file.floats(name));
                }
            }
        }
        return moments;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"rloo\", \"kl\": {\"coefficient\": 0.02}",
                "\"grpo\", \"kl\": {\"coefficient\": 0.02}",
                "\"grpo\", \"grpoScale\": false, \"lossMean\": \"budget\", \"kl\": {\"coefficient\": 0.02, \"place\": \"reward\"}"
            })
    void groupsLearnWithoutAValueModelAndResumeInEqualBits(String advantages, @TempDir Path directory)
            throws IOException {
        var settings = settings(8, 2, 12, GROUPS + ", \"missingEos\": \"keep\", \"advantages\": " + advantages);
        try (var learner = learner(settings)) {
            double first = 0;
            double last = 0;
            for (int i = 0; i < 6; i++) {
                var metrics = learner.learn(i, rollouts(learner, i, TinyRollouts::highTokens))
                        .metrics();
                assertThat(metrics).containsKey("policy_loss").doesNotContainKeys("value_loss", "explained_variance");
                last = metrics.get("reward_mean");
                first = i == 0 ? last : first;
            }
            assertThat(last).isGreaterThan(first + 0.1);
            Path state = Files.createDirectory(directory.resolve("saved"));
            learner.save(state);
            try (var file = SafetensorsFile.open(state.resolve("state.safetensors"))) {
                assertThat(file.names()).noneMatch(name -> name.startsWith("value."));
            }
        }
        Exactness.assertResumesBitExactly(
                directory,
                () -> learner(settings),
                (learner, i) -> learner.learn(i, rollouts(learner, i, TinyRollouts::highTokens)));
    }

    @Test
    void anAnswerWhoseSiblingsFailedIsLeftOutAndCounted() {
        try (var learner =
                learner(settings(6, 2, 12, GROUPS + ", \"advantages\": \"rloo\", \"maxFailedFraction\": 0.2"))) {
            List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, TinyRollouts::highTokens));
            for (int i = 0; i < 3; i++) {
                rollouts.set(i, failed(rollouts.get(i)));
            }
            var report = learner.learn(0, rollouts);
            assertThat(report.trained()).isEqualTo(20);
            assertThat(report.failed()).isEqualTo(4);
            assertThat(report.metrics()).containsEntry("rollouts_failed", 3.0).containsEntry("rollouts_alone", 1.0);
        }
    }

    @Test
    void anIterationInWhichEveryAnswerStandsAloneSaysSo() {
        try (var learner =
                learner(settings(6, 2, 12, GROUPS + ", \"advantages\": \"rloo\", \"maxFailedFraction\": 0.8"))) {
            List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, TinyRollouts::highTokens));
            for (int i = 0; i < rollouts.size(); i++) {
                if (i % 4 != 3) {
                    rollouts.set(i, failed(rollouts.get(i)));
                }
            }
            assertThatThrownBy(() -> learner.learn(0, rollouts))
                    .hasMessage(
                            "18 of 24 rollouts failed, and no prompt has the 2 answers left that are measured together");
        }
    }

    @Test
    void aPolicyThatHasGoneTooFarRestsUntilTheNextIteration(@TempDir Path directory) throws IOException {
        List<byte[]> published = new ArrayList<>();
        for (String more : List.of("\"epochs\": 3, \"stopAtKl\": 1e-12", "\"epochs\": 1")) {
            try (var learner = learner(settings(16, 1, 16, ", " + more))) {
                var metrics = learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens))
                        .metrics();
                assertThat(metrics).containsEntry("policy_steps", 1.0);
                Path model = Files.createDirectory(directory.resolve("model" + published.size()));
                learner.writeModel(model);
                published.add(Files.readAllBytes(model.resolve("model.safetensors")));
            }
        }
        assertThat(published.getFirst()).isEqualTo(published.getLast());
    }

    @Test
    void anEntropyBonusSpreadsThePolicy() {
        var settings = settings(
                ", \"iterations\": 5, \"entropyCoefficient\": 10, \"optimizer\": {\"learningRate\": 1e-2}, \"missingEos\": \"keep\"");
        try (var learner = learner(settings)) {
            double first = 0;
            double last = 0;
            for (int i = 0; i < 5; i++) {
                last = learner.learn(i, rollouts(learner, i, answer -> 0))
                        .metrics()
                        .get("entropy");
                first = i == 0 ? last : first;
            }
            assertThat(last).isGreaterThan(first);
        }
    }

    @Test
    void aSecondRoundStartsWhereTheFirstEndedAndAPenaltyInTheLossLeadsItBack(@TempDir Path first) {
        try (var learner = learner(settings(", \"iterations\": 3, \"optimizer\": {\"learningRate\": 1e-2}"))) {
            for (int i = 0; i < 3; i++) {
                learner.learn(i, rollouts(learner, i, TinyRollouts::highTokens));
            }
            learner.writeModel(first);
        }
        var models = new PpoModels(first, TinyModels.causal(), Optional.of(TinyModels.reward()));
        try (var learner = learner(settings(""), models)) {
            assertThat(learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens))
                            .metrics()
                            .get("kl_k3"))
                    .as("the reference is still the start of the first round")
                    .isPositive();
        }
        var settings = settings(
                6, 2, 12, GROUPS.replace("1e-2", "3e-3") + ", \"advantages\": \"grpo\", \"kl\": {\"coefficient\": 1}");
        try (var learner = learner(settings, models)) {
            double before = 0;
            double after = 0;
            for (int i = 0; i < 5; i++) {
                // answers that are all equally good have no advantage: the penalty is all there is
                after = learner.learn(i, rollouts(learner, i, answer -> 0))
                        .metrics()
                        .get("kl_k3");
                before = i == 0 ? after : before;
            }
            assertThat(after).isLessThan(0.7 * before);
        }
    }
}
