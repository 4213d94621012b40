package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.records.TokenIds;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValueStartTest {
    private static final PpoSettings SETTINGS = SettingsReader.read("""
            {"output": "ppo", "policy": "sft", "prompts": "sha256:0", "rewards": [{"name": "rule"}]}""", PpoSettings.class);

    @Test
    void withoutARewardModelValuesBeginAtZero(@TempDir Path state) {
        var models = new PpoModels(TinyModels.causal(), TinyModels.causal(), Optional.empty());
        List<TokenIds> prompts = List.of(TokenIds.of(1, 20));
        try (var learner = new PpoLearner(TinyModels.engine(), models, prompts, List.of(), SETTINGS, 0)) {
            learner.save(state);
        }
        try (var tensors = SafetensorsFile.open(state.resolve("state.safetensors"))) {
            assertThat(tensors.floats("value.weights.score.weight"))
                    .isNotEmpty()
                    .containsOnly(0);
            assertThat(tensors.floats("value.weights.model.norm.weight"))
                    .as("the rest is the policy's")
                    .isEqualTo(tensors.floats("policy.weights.model.norm.weight"));
        }
    }
}
