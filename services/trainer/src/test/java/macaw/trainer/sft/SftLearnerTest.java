package macaw.trainer.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.lora.PeftFolder;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.pretrain.PackedText;
import macaw.trainer.settings.SettingsReader;
import macaw.trainer.settings.SftSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftLearnerTest {
    private static final String SETTINGS = """
            {"output": "sft", "model": "base", "data": "sha256:0", "epochs": %d, "batchSize": %d, "microbatchSize": %d,
             "keepBest": %b, "optimizer": {"learningRate": 1e-2, "warmupSteps": 2}%s}
            """;

    /** Seven tokens a document. */
    private static final List<int[]> TEXT = IntStream.range(0, 30)
            .mapToObj(i -> new int[] {1, 40 + i, 41 + i, 42 + i, 43 + i, 44 + i, 2})
            .toList();

    private static final String MIXED =
            ", \"packing\": 20, \"pretrainingShare\": 0.5, \"pretrainingData\": \"sha256:0\"";

    @Test
    void itLearnsAnswersAndKeepsTheBestWeights(@TempDir Path directory) {
        List<TokenSequence> rows = TinyModels.answers(200);
        try (var learner = learner(rows.subList(0, 160), rows.subList(160, 200), 3, 8, true)) {
            double first = learner.step(0).metrics().get("loss");
            double bestHeldOut = Double.MAX_VALUE;
            double last = first;
            for (long i = 1; i < learner.totalSteps(); i++) {
                var metrics = learner.step(i).metrics();
                last = metrics.get("loss");
                bestHeldOut = Math.min(bestHeldOut, metrics.getOrDefault("heldout_loss", Double.MAX_VALUE));
            }
            assertThat(last).isLessThan(first / 2);
            assertThat(bestHeldOut).isLessThan(first / 2);
            learner.writeModel(directory);
            try (var again = new SftLearner(
                    TinyModels.engine(),
                    directory,
                    rows.subList(0, 8),
                    rows.subList(160, 200),
                    0,
                    List.of(),
                    settings(1, 8, false))) {
                assertThat(again.measure()).isCloseTo(bestHeldOut, within(1e-6));
            }
        }
    }

    @Test
    void microbatchesGiveTheLossAndGradientOfTheWholeBatch() {
        List<TokenSequence> rows = TinyModels.answers(8);
        try (var whole = learner(rows, List.of(), 1, 8, false);
                var parts = learner(rows, List.of(), 1, 3, false)) {
            var expected = whole.step(0).metrics();
            var actual = parts.step(0).metrics();
            assertThat(actual.get("loss")).isCloseTo(expected.get("loss"), within(1e-6));
            assertThat(actual.get("gradient_norm")).isCloseTo(expected.get("gradient_norm"), within(1e-5));
        }
    }

    @Test
    void packedDemonstrationsGiveTheLossAndGradientOfThoseInRowsOfTheirOwn() {
        List<TokenSequence> rows = TinyModels.answers(8);
        try (var alone = learner(rows, List.of(), 8, ", \"packing\": 0");
                var packed = learner(rows, List.of(), 8, ", \"packing\": 20");
                var inParts = learner(rows, List.of(), 1, ", \"packing\": 20")) {
            var expected = alone.step(0).metrics();
            for (var learner : List.of(packed, inParts)) {
                var actual = learner.step(0).metrics();
                assertThat(actual.get("loss")).isCloseTo(expected.get("loss"), within(1e-6));
                assertThat(actual.get("gradient_norm")).isCloseTo(expected.get("gradient_norm"), within(1e-6));
            }
        }
    }

    @Test
    void whatIsDroppedDependsOnNeitherMicrobatchesNorPacking() {
        List<TokenSequence> rows = TinyModels.answers(8);
        String dropout = ", \"dropout\": 0.2";
        String apart = ", \"packing\": 0";
        try (var none = learner(rows, List.of(), 8, apart);
                var whole = learner(rows, List.of(), 8, dropout + apart);
                var parts = learner(rows, List.of(), 3, dropout + apart);
                var packed = learner(rows, List.of(), 2, dropout + ", \"packing\": 20")) {
            var expected = whole.step(0).metrics();
            assertThat(expected.get("loss")).isNotCloseTo(none.step(0).metrics().get("loss"), within(1e-4));
            for (var learner : List.of(parts, packed)) {
                var actual = learner.step(0).metrics();
                assertThat(actual.get("loss")).isCloseTo(expected.get("loss"), within(1e-6));
                assertThat(actual.get("gradient_norm")).isCloseTo(expected.get("gradient_norm"), within(1e-6));
            }
        }
    }

    /** Whatever the step is cut into, its loss is the mean over all that it learns. */
    @Test
    void pretrainingTextWeighsAsManyTokensAsItHas() {
        List<TokenSequence> rows = TinyModels.answers(8);
        int answers = rows.stream().mapToInt(TokenSequence::learnt).sum();
        int text = answers / 19 * 19; // half of all, in whole rows
        List<TokenSequence> all = Stream.concat(
                        rows.stream(), PackedText.mixed(1, TEXT, 19).rows(0, answers / 19).stream())
                .toList();
        try (var together = learner(all, List.of(), settings(1, 8, false, ", \"packing\": 20", all.size()));
                var mixed = learner(rows, List.of(), 8, MIXED)) {
            var expected = together.step(0).metrics();
            var actual = mixed.step(0).metrics();
            assertThat(text).isPositive();
            assertThat((answers * actual.get("loss") + text * actual.get("pretraining_loss")) / (answers + text))
                    .isCloseTo(expected.get("loss"), within(1e-6));
            assertThat(actual.get("gradient_norm")).isCloseTo(expected.get("gradient_norm"), within(1e-6));
        }
    }

    @Test
    void textsThatMakeNoRowAreRefused() {
        SftSettings settings = settings(1, 8, false, MIXED);
        assertThatThrownBy(() -> new SftLearner(
                        TinyModels.engine(),
                        TinyModels.causal(),
                        TinyModels.answers(8),
                        List.of(),
                        0,
                        TEXT.subList(0, 2),
                        settings))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATASET_EMPTY))
                .hasMessage("the pretraining texts make no row of 19 tokens");
    }

    @Test
    void aRunWithDropoutAndPretrainingTextThatWasSavedAndLoadedEndsInEqualBits(@TempDir Path directory) {
        List<TokenSequence> rows = TinyModels.answers(40);
        Exactness.assertResumesBitExactly(
                directory,
                () -> learner(rows.subList(0, 24), rows.subList(24, 40), 3, ", \"dropout\": 0.2" + MIXED),
                (learner, index) -> learner.step(index));
    }

    @Test
    void aRunThatWasSavedAndLoadedEndsInEqualBits(@TempDir Path directory) {
        List<TokenSequence> rows = TinyModels.answers(40);
        Exactness.assertResumesBitExactly(
                directory,
                () -> learner(rows.subList(0, 24), rows.subList(24, 40), 2, 3, true),
                (learner, index) -> learner.step(index));
    }

    @Test
    void aLossThatExplodesStopsTheRunBeforeTheWeightsTakeIt(@TempDir Path directory) {
        SftSettings wild = SettingsReader.read("""
                {"output": "sft", "model": "base", "data": "sha256:0", "batchSize": 8, "optimizer": {"learningRate": 30}}
                """, SftSettings.class);
        List<TokenSequence> rows = TinyModels.answers(40);
        try (var learner = learner(rows, List.of(), wild)) {
            learner.step(0);
            learner.save(directory);
            assertStopsAtTheSecondStep(learner);
        }
        try (var again = learner(rows, List.of(), wild)) {
            again.load(directory);
            assertStopsAtTheSecondStep(again);
        }
    }

    private static void assertStopsAtTheSecondStep(SftLearner learner) {
        assertThatThrownBy(() -> learner.step(1))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_EXPLODED))
                .hasMessageStartingWith("the loss of step 1 is ");
    }

    @Test
    void adaptersAreLearntAndPublishedMergedAndByThemselves(@TempDir Path directory) {
        List<TokenSequence> rows = TinyModels.answers(200);
        try (var learner = adapting(rows.subList(0, 160), rows.subList(160, 200), 3)) {
            double first = learner.step(0).metrics().get("loss");
            double bestHeldOut = Double.MAX_VALUE;
            for (long i = 1; i < learner.totalSteps(); i++) {
                bestHeldOut =
                        Math.min(bestHeldOut, learner.step(i).metrics().getOrDefault("heldout_loss", Double.MAX_VALUE));
            }
            assertThat(bestHeldOut).isLessThan(0.7 * first);
            learner.writeModel(directory);
            try (var again = new SftLearner(
                    TinyModels.engine(),
                    directory,
                    rows.subList(0, 8),
                    rows.subList(160, 200),
                    0,
                    List.of(),
                    settings(1, 8, false))) {
                assertThat(again.measure())
                        .as("the merged version serves as it is")
                        .isCloseTo(bestHeldOut, within(1e-5));
            }
        }
        try (Checkpoint base = Checkpoint.open(TinyModels.causal());
                Checkpoint published = Checkpoint.open(directory);
                PeftFolder adapters = PeftFolder.open(directory.resolve(ModelFolder.ADAPTER), base.config())) {
            String weight = adapters.tensors().pairs().firstEntry().getKey();
            float[] a = adapters.floats(adapters.tensors().pairs().get(weight).a());
            float[] b = adapters.floats(adapters.tensors().pairs().get(weight).b());
            double sum = 0;
            for (int r = 0; r < 8; r++) {
                sum += b[r] * a[r * a.length / 8]; // the first element of B A
            }
            assertThat((double) published.floats(weight)[0]).isCloseTo(base.floats(weight)[0] + 2 * sum, within(1e-6));
            assertThat(published.floats("model.embed_tokens.weight"))
                    .isEqualTo(base.floats("model.embed_tokens.weight"));
        }
    }

    @Test
    void aRunOfAdaptersThatWasSavedAndLoadedEndsInEqualBits(@TempDir Path directory) {
        List<TokenSequence> rows = TinyModels.answers(40);
        Exactness.assertResumesBitExactly(
                directory,
                () -> adapting(rows.subList(0, 24), rows.subList(24, 40), 2),
                (learner, index) -> learner.step(index));
    }

    private static SftLearner adapting(List<TokenSequence> train, List<TokenSequence> heldOut, int epochs) {
        return learner(train, heldOut, settings(epochs, 8, true, ", \"lora\": {\"rank\": 8}"));
    }

    private static SftLearner learner(
            List<TokenSequence> train, List<TokenSequence> heldOut, int microbatch, String more) {
        return learner(train, heldOut, settings(2, microbatch, false, more));
    }

    private static SftLearner learner(List<TokenSequence> train, List<TokenSequence> heldOut, SftSettings settings) {
        return new SftLearner(TinyModels.engine(), TinyModels.causal(), train, heldOut, 0, TEXT, settings);
    }

    private static SftLearner learner(
            List<TokenSequence> train, List<TokenSequence> heldOut, int epochs, int microbatch, boolean keepBest) {
        return learner(train, heldOut, settings(epochs, microbatch, keepBest));
    }

    private static SftSettings settings(int epochs, int microbatch, boolean keepBest) {
        return settings(epochs, microbatch, keepBest, ", \"packing\": 0");
    }

    private static SftSettings settings(int epochs, int microbatch, boolean keepBest, String more) {
        return settings(epochs, microbatch, keepBest, more, 8);
    }

    private static SftSettings settings(int epochs, int microbatch, boolean keepBest, String more, int batch) {
        return SettingsReader.read(SETTINGS.formatted(epochs, batch, microbatch, keepBest, more), SftSettings.class);
    }
}
