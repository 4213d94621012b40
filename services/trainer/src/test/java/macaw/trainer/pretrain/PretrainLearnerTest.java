package macaw.trainer.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import macaw.records.DeterministicRandom;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.settings.PretrainSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainLearnerTest {
    private static final String SETTINGS = """
            {"output": "base", "model": "start", "data": "sha256:0", "epochs": 2, "batchSize": 4, "microbatchSize": 2,
             "sequenceLength": 16, "heldOutFraction": 0.1, "evaluateEvery": 5,
             "optimizer": {"learningRate": 1e-2, "warmupSteps": 2, "weightDecay": 0.1}}
            """;

    @Test
    void rowsHoldEveryTokenOnceAnEpochInAnOrderOfItsOwn() {
        List<int[]> documents = List.of(new int[] {1, 10, 2}, new int[] {1, 20, 21, 2}, new int[] {1, 30, 2});
        var text = new PackedText(5, documents, 3);
        assertThat(text.rows()).isEqualTo(3);
        int[] first = stream(text.rows(0, 3));
        int[] second = stream(text.rows(3, 3));
        assertThat(first).hasSize(10).contains(10, 20, 21, 30);
        assertThat(IntStream.of(second).sorted().toArray())
                .isEqualTo(IntStream.of(first).sorted().toArray());
        assertThat(text.rows(1, 1).getFirst().tokens()[0])
                .as("a row begins with the last target of the row before")
                .isEqualTo(text.rows(0, 1).getFirst().tokens()[3]);
    }

    @Test
    void itLearnsText() {
        try (var learner = learner()) {
            double first = learner.step(0).metrics().get("loss");
            double heldOut = Double.NaN;
            for (long i = 1; i < learner.totalSteps(); i++) {
                heldOut = learner.step(i).metrics().getOrDefault("heldout_loss", heldOut);
            }
            assertThat(heldOut).isLessThan(0.75 * first);
        }
    }

    @Test
    void aRunThatWasSavedAndLoadedEndsInEqualBits(@TempDir Path directory) {
        Exactness.assertResumesBitExactly(
                directory, PretrainLearnerTest::learner, (learner, index) -> learner.step(index));
    }

    @Test
    void aModelThatWasMadeForARunGoesWithIt(@TempDir Path published) {
        List<String> texts = IntStream.range(0, 60)
                .mapToObj(i -> "We need " + i + " plums and " + 7 * i + " loaves of bread today.")
                .toList();
        PretrainSettings settings = SettingsReader.read("""
                {"output": "base", "data": "sha256:0", "batchSize": 4, "sequenceLength": 16, "heldOutFraction": 0,
                 "architecture": {"vocabularySize": 300, "hiddenSize": 16, "intermediateSize": 32, "layers": 1, "heads": 2,
                                  "keyValueHeads": 1, "maxPositions": 32}}
                """, PretrainSettings.class);
        UntrainedModel made = UntrainedModel.of(settings, texts);
        List<int[]> documents = Texts.encode(made.directory(), texts);
        try (var learner =
                new PretrainLearner(TinyModels.engine(), made.directory(), documents, settings, Optional.of(made))) {
            learner.step(0);
            learner.writeModel(published);
        }
        assertThat(published.resolve("tokenizer.json")).exists();
        assertThat(made.directory()).doesNotExist();
    }

    private static PretrainLearner learner() {
        List<int[]> documents = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            int start = 10 + DeterministicRandom.of(3, "test documents", 0, i).nextInt(50);
            documents.add(IntStream.range(0, 12)
                    .map(t -> t == 0 ? 1 : t == 11 ? 2 : start + t)
                    .toArray());
        }
        return new PretrainLearner(
                TinyModels.engine(),
                TinyModels.causal(),
                documents,
                SettingsReader.read(SETTINGS, PretrainSettings.class));
    }

    private static int[] stream(List<TokenSequence> rows) {
        IntStream all = IntStream.of(rows.getFirst().tokens()[0]);
        for (TokenSequence row : rows) {
            all = IntStream.concat(all, IntStream.of(row.tokens()).skip(1));
        }
        return all.toArray();
    }
}
