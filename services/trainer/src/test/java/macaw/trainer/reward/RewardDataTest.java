package macaw.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.datasets.Split;
import macaw.trainer.reward.KWiseLoss.Pair;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rankings of several labelers become. */
class RewardDataTest {
    private static final int MAX_POSITIONS = 64;

    @TempDir
    Path model;

    @BeforeEach
    void model() {
        BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS)
                .write(model);
        ModelConfig.llama(261, 32, 64, 2, 4, 2, MAX_POSITIONS, true, 1, 2, 0).write(model);
    }

    @Test
    void aPromptIsOneElementWithTheRankingsOfAllItsLabelersAndEachOutputOnce() {
        RewardData data = encode(
                "",
                ranking("Why?", "ann", List.of("a", "b", "c"), List.of(List.of(0), List.of(1, 2))),
                ranking("Who?", "ann", List.of("a", "b"), List.of(List.of(0), List.of(1))),
                ranking("Why?", "bob", List.of("b", "a"), List.of(List.of(0), List.of(1))),
                ranking("Why?", "eve", List.of("d", "a"), List.of(List.of(0), List.of(1))));
        assertThat(data.train()).hasSize(2);
        ComparedPrompt why = data.train().getFirst();
        assertThat(why.outputs()).hasSize(4);
        assertThat(why.pairs()).containsExactly(new Pair(0, 1), new Pair(0, 2), new Pair(1, 0), new Pair(3, 0));
        assertThat(data.train().getLast().pairs()).containsExactly(new Pair(0, 1));
    }

    @Test
    void whatSaysNothingIsLeftOutAndCounted() {
        RewardData data = encode(
                "",
                ranking("Tied?", "ann", List.of("a", "b"), List.of(List.of(0, 1))),
                ranking("Tied?", "bob", List.of("c", "d"), List.of(List.of(0, 1))),
                ranking("Tied by one?", "ann", List.of("a", "b"), List.of(List.of(0, 1))),
                ranking("Tied by one?", "bob", List.of("a", "b"), List.of(List.of(1), List.of(0))),
                ranking("Too long?", "bob", List.of("a", "b".repeat(MAX_POSITIONS)), List.of(List.of(1), List.of(0))),
                ranking("Too long?", "ann", List.of("a", "b"), List.of(List.of(1), List.of(0))),
                ranking("Twice?", "ann", List.of("a", "a", "b"), List.of(List.of(0), List.of(1), List.of(2))),
                ranking("Alike?", "ann", List.of("a", "a"), List.of(List.of(0), List.of(1))));
        assertThat(data.allTied()).isEqualTo(2);
        assertThat(data.tooLong()).isEqualTo(1);
        assertThat(data.train()).extracting(prompt -> prompt.pairs().size()).containsExactly(1, 1, 2);
    }

    @Test
    void aPromptOfTheValidationSplitIsHeldOutWithItsTrainingRows() {
        List<List<Integer>> order = List.of(List.of(0), List.of(1));
        RewardData data = encode(
                "",
                ranking("Why?", "ann", List.of("a", "b"), order),
                ranking("Who?", "ann", List.of("a", "b"), order),
                new RankedOutputs("Why?", List.of("a", "c"), order, "bob", Split.VALIDATION));
        assertThat(data.train()).hasSize(1);
        assertThat(data.heldOut())
                .singleElement()
                .satisfies(why -> assertThat(why.pairs()).containsExactly(new Pair(0, 1), new Pair(0, 2)));
    }

    @Test
    void whatHeldOutLabelersSayIsMeasuredAndNotLearnt() {
        List<RankedOutputs> rows = new ArrayList<>();
        for (int prompt = 0; prompt < 20; prompt++) {
            for (int labeler = 0; labeler < 5; labeler++) {
                List<List<Integer>> order =
                        labeler == 3 ? List.of(List.of(1), List.of(0)) : List.of(List.of(0), List.of(1));
                rows.add(ranking("What is " + prompt + "?", "labeler " + labeler, List.of("a", "b"), order));
            }
        }
        RewardData data =
                encode(", \"heldOutFraction\": 0.2, \"heldOutLabelers\": 0.2", rows.toArray(RankedOutputs[]::new));
        assertThat(data.train())
                .hasSize(16)
                .allSatisfy(prompt -> assertThat(prompt.pairs()).hasSize(4));
        assertThat(data.otherLabelers())
                .hasSize(16)
                .allSatisfy(prompt -> assertThat(prompt.pairs()).hasSize(1));
        assertThat(data.heldOut())
                .hasSize(4)
                .allSatisfy(prompt -> assertThat(prompt.pairs()).hasSize(5));
    }

    @Test
    void labelersCannotBeHeldOutWhereTheyAreNotNamed() {
        RankedOutputs row = ranking("Why?", "", List.of("a", "b"), List.of(List.of(0), List.of(1)));
        assertThatThrownBy(() -> encode(", \"heldOutLabelers\": 0.2", row))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID))
                .hasMessageContaining("heldOutLabelers 0.2 contradicts the data, which name 0 labelers");
    }

    private static RankedOutputs ranking(
            String prompt, String labeler, List<String> outputs, List<List<Integer>> ranking) {
        return new RankedOutputs(prompt, outputs, ranking, labeler, Split.TRAIN);
    }

    private RewardData encode(String more, RankedOutputs... rows) {
        String heldOut = more.contains("heldOutFraction") ? "" : ", \"heldOutFraction\": 0";
        var settings = SettingsReader.read(
                "{\"output\": \"rm\", \"model\": \"sft\", \"data\": \"sha256:0\"" + heldOut + more + "}",
                RewardSettings.class);
        return RewardData.encode(model, List.of(rows), List.of(), settings);
    }
}
