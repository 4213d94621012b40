package macaw.trainer.assembly;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.languagemodel.ModelConfig;
import macaw.records.RunKind;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.datasets.Rows;
import macaw.trainer.memory.MemoryEstimate;
import macaw.trainer.memory.RunMemory;
import macaw.trainer.runs.RunPlan;
import macaw.trainer.settings.ArchitectureSettings;
import macaw.trainer.settings.DpoSettings;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.PretrainSettings;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.SettingsReader;
import macaw.trainer.settings.SftSettings;

/** What a run would hold, from its settings, the configurations of its models and its longest rows; no weight is read. */
final class RunSize {
    private RunSize() {}

    /**
     * The estimate.
     *
     * @param models folders with configuration and tokenizer, by role
     * @param data files of rows, by role
     */
    static MemoryEstimate of(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
        return switch (kind) {
            case PRETRAIN -> of(SettingsReader.read(settingsJson, PretrainSettings.class), models);
            case SFT -> of(SettingsReader.read(settingsJson, SftSettings.class), models, data);
            case REWARD -> of(SettingsReader.read(settingsJson, RewardSettings.class), models, data);
            case PPO -> of(SettingsReader.read(settingsJson, PpoSettings.class), models, data);
            case DPO -> of(SettingsReader.read(settingsJson, DpoSettings.class), models, data);
        };
    }

    private static MemoryEstimate of(PretrainSettings settings, Map<String, Path> models) {
        ModelConfig config = Optional.ofNullable(models.get(TorchLearners.MODEL))
                .map(ModelConfig::read)
                .orElseGet(() -> untrained(settings.architecture()));
        return RunMemory.of(settings, config);
    }

    /** With as many tokens as its tokenizer may find. */
    private static ModelConfig untrained(ArchitectureSettings sizes) {
        return sizes.config(sizes.vocabularySize(), 0, 1, 2);
    }

    private static MemoryEstimate of(SftSettings settings, Map<String, Path> models, Map<String, Path> data) {
        Path model = TorchLearners.model(models, TorchLearners.MODEL);
        var rows = Rows.demonstrations(TorchLearners.rows(data, TorchLearners.DATA));
        return RunMemory.of(
                settings,
                ModelConfig.read(model),
                LongestRow.ofDemonstrations(model, rows).all());
    }

    private static MemoryEstimate of(RewardSettings settings, Map<String, Path> models, Map<String, Path> data) {
        Path model = TorchLearners.model(models, TorchLearners.MODEL);
        List<RankedOutputs> rankings = Rows.comparisons(TorchLearners.rows(data, TorchLearners.DATA));
        LongestRow.Tokens longest = LongestRow.ofComparisons(model, rankings);
        return RunMemory.of(
                settings,
                ModelConfig.read(model),
                LongestRow.mostOutputsOfAPrompt(rankings),
                longest.prompt(),
                longest.all());
    }

    private static MemoryEstimate of(DpoSettings settings, Map<String, Path> models, Map<String, Path> data) {
        Path policy = TorchLearners.model(models, RunPlan.POLICY);
        List<RankedOutputs> rankings = Rows.comparisons(TorchLearners.rows(data, TorchLearners.DATA));
        return RunMemory.of(
                settings,
                ModelConfig.read(policy),
                LongestRow.mostOutputs(rankings),
                LongestRow.ofComparisons(policy, rankings).all());
    }

    static MemoryEstimate of(PpoSettings settings, Map<String, Path> models, Map<String, Path> data) {
        Path policy = TorchLearners.model(models, RunPlan.POLICY);
        var prompts = Rows.prompts(TorchLearners.rows(data, TorchLearners.PROMPTS));
        return RunMemory.of(
                settings,
                ModelConfig.read(policy),
                TorchLearners.value(settings, models).map(ModelConfig::read),
                LongestRow.ofPrompts(policy, prompts, settings.maxTokens()));
    }
}
