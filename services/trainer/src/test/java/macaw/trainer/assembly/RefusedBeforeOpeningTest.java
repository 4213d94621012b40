package macaw.trainer.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.TokenIds;
import macaw.torch.TorchEngine;
import macaw.trainer.dpo.DpoData;
import macaw.trainer.dpo.DpoLearner;
import macaw.trainer.dpo.EncodedComparison;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.ppo.PpoLearner;
import macaw.trainer.ppo.PpoModels;
import macaw.trainer.reward.KWiseLoss;
import macaw.trainer.settings.DpoSettings;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;
import macaw.trainer.settings.SftSettings;
import macaw.trainer.sft.SftLearner;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that hold a configuration and no weights: a learner that opened one of them before it refused what it was given would say that those are missing. */
class RefusedBeforeOpeningTest {
    private static final TorchEngine ENGINE = TinyModels.engine();
    private static final List<int[]> NO_TEXT = List.of();

    private Path policy;
    private Path reward;
    private Path foreign;
    private Path foreignReward;

    @BeforeEach
    void modelsWithoutWeights(@TempDir Path directory) throws IOException {
        policy = configOnly(directory.resolve("policy"), TinyModels.causal(), 256);
        reward = configOnly(directory.resolve("reward"), TinyModels.reward(), 256);
        foreign = configOnly(directory.resolve("foreign"), TinyModels.causal(), 255);
        foreignReward = configOnly(directory.resolve("foreign-reward"), TinyModels.reward(), 255);
    }

    @Test
    void ppoRefusesModelsThatDoNotBelongTogether() {
        assertRefused(() -> ppo(foreign, reward, ""), ErrorCode.TOKENIZER_MISMATCH);
        assertRefused(() -> ppo(policy, foreignReward, ""), ErrorCode.TOKENIZER_MISMATCH);
        assertRefused(() -> ppo(policy, policy, ""), ErrorCode.SETTINGS_INVALID);
    }

    @Test
    void ppoRefusesPretrainingTextThatMakesNoRow() {
        assertRefused(
                () -> ppo(policy, reward, ", \"pretrainingCoefficient\": 1, \"pretrainingData\": \"sha256:0\""),
                ErrorCode.DATASET_EMPTY);
    }

    @Test
    void sftRefusesPretrainingTextThatMakesNoRow() {
        SftSettings settings = SettingsReader.read("""
                {"output": "sft", "model": "base", "data": "sha256:0", "optimizer": {"learningRate": 1e-2},
                 "pretrainingShare": 0.5, "pretrainingData": "sha256:0"}
                """, SftSettings.class);
        assertRefused(
                () -> new SftLearner(ENGINE, policy, TinyModels.answers(20), List.of(), 0, NO_TEXT, settings),
                ErrorCode.DATASET_EMPTY);
    }

    @Test
    void dpoRefusesAReferenceOfAnotherVocabulary() {
        DpoSettings settings = SettingsReader.read("""
                {"output": "dpo", "policy": "sft", "data": "sha256:0", "batchSize": 1}
                """, DpoSettings.class);
        var ranking = new EncodedComparison(TinyModels.answers(2), KWiseLoss.pairs(List.of(List.of(1), List.of(0))));
        var data = new DpoData(List.of(ranking), List.of(), 0, 0);
        assertRefused(() -> new DpoLearner(ENGINE, policy, foreign, data, settings), ErrorCode.TOKENIZER_MISMATCH);
    }

    @Test
    void aValueModelDoesNotStartFromARewardWithoutWeights(@TempDir Path rule) {
        Map<String, Path> models = Map.of(TorchLearners.VALUE, rule);
        assertThat(TorchLearners.value(settings(""), models))
                .as("the policy is the start where nothing is named")
                .isEmpty();
        assertRefused(
                () -> TorchLearners.value(settings(", \"value\": \"words\""), models), ErrorCode.SETTINGS_INVALID);
    }

    private PpoLearner ppo(Path reference, Path value, String more) {
        return new PpoLearner(
                ENGINE,
                new PpoModels(policy, reference, Optional.of(value)),
                List.of(TokenIds.of(1, 20)),
                NO_TEXT,
                settings(more),
                0);
    }

    private static PpoSettings settings(String more) {
        return SettingsReader.read("""
                {"output": "ppo", "policy": "sft", "prompts": "sha256:0", "rewards": [{"name": "rm"}], "maxTokens": 8%s}
                """.formatted(more), PpoSettings.class);
    }

    private static void assertRefused(ThrowingCallable opening, ErrorCode code) {
        assertThatThrownBy(opening)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Path configOnly(Path directory, Path of, int vocabulary) throws IOException {
        Files.createDirectories(directory);
        String config = Files.readString(of.resolve("config.json"));
        Files.writeString(
                directory.resolve("config.json"),
                config.replace("\"vocab_size\": 256", "\"vocab_size\": " + vocabulary));
        return directory;
    }
}
