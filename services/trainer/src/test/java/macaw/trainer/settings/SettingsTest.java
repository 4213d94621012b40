package macaw.trainer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String PPO = """
            {"output": "demo-ppo", "policy": "demo-sft", "prompts": "snapshot:p", "rewards": [{"name": "demo-rm"}]%s}
            """;

    @Test
    void keysThatAreLeftOutTakeTheirDefaults() {
        PpoSettings settings = SettingsReader.read(PPO.formatted(""), PpoSettings.class);
        assertThat(settings.run().output()).isEqualTo("demo-ppo");
        assertThat(settings.rewards()).containsExactly(new RewardChoice("demo-rm", 1));
        assertThat(settings.reference()).isEmpty();
        assertThat(settings.optimizer().schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(settings.missingEos()).isEqualTo(MissingEos.SUBTRACT);
    }

    @Test
    void aNestedObjectKeepsTheDefaultsOfItsPlace() {
        PpoSettings settings =
                SettingsReader.read(PPO.formatted(", \"optimizer\": {\"learningRate\": 0.5}"), PpoSettings.class);
        assertThat(settings.optimizer().learningRate()).isEqualTo(0.5);
        assertThat(settings.optimizer().schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(settings.optimizer().epsilon()).isEqualTo(1e-5);
    }

    @Test
    void aPresetStandsForWhatIsNotGiven() {
        PpoSettings settings = SettingsReader.read(
                PPO.formatted(", \"preset\": \"trl\", \"epochs\": 2, \"optimizer\": {\"learningRate\": 0.5}"),
                PpoSettings.class);
        assertThat(settings.maxTokens()).isEqualTo(53);
        assertThat(settings.epochs()).isEqualTo(2);
        assertThat(settings.optimizer().learningRate()).isEqualTo(0.5);
        assertThat(settings.optimizer().beta2()).as("of the preset").isEqualTo(0.999);
        assertThat(settings.scoreClip()).as("of the record").isEqualTo(0);
        assertThat(settings.valueOptimizer().learningRate()).isEqualTo(3e-6);
    }

    @Test
    void whatOnlyAPresetSaysContradictsNothing() {
        PpoSettings settings = SettingsReader.read(
                PPO.formatted(", \"preset\": \"trl\", \"advantages\": \"rloo\", \"samplesPerPrompt\": 4"),
                PpoSettings.class);
        assertThat(settings.advantages()).isEqualTo(AdvantageEstimator.RLOO);
        settings = SettingsReader.read(
                PPO.formatted(
                        ", \"preset\": \"trl\", \"optimizer\": {\"schedule\": \"constant\"}, \"valueOptimizer\": {\"beta1\": 0.8}"),
                PpoSettings.class);
        assertThat(settings.optimizer().schedule())
                .as("the final fraction is the preset's")
                .isEqualTo(Schedule.CONSTANT);
        settings = SettingsReader.read(
                PPO.formatted(
                        ", \"preset\": \"instructgpt\", \"pretrainingCoefficient\": 0, \"optimizer\": {\"warmupSteps\": 0}"),
                PpoSettings.class);
        assertThat(settings.pretrainingCoefficient()).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {PretrainSettings.class, SftSettings.class, RewardSettings.class, PpoSettings.class})
    void everyPresetCanBeReadAndEveryKeyOfItIsKnown(Class<? extends Record> type) {
        String needed = """
                {"output": "o", "model": "m", "data": "sha256:0"}""";
        if (type == PpoSettings.class) {
            needed = PPO.formatted(", \"pretrainingData\": \"sha256:0\", \"pretrainingCoefficient\": 1");
        }
        if (type == SftSettings.class) {
            needed = needed.replaceFirst("}$", ", \"pretrainingData\": \"sha256:0\", \"pretrainingShare\": 0.1}");
        }
        for (Preset preset : SettingsReader.presets(type)) {
            String given = needed.strip().replaceFirst("\\{", "{\"preset\": \"" + preset.name() + "\", ");
            assertThat(SettingsReader.read(given, type)).isInstanceOf(type);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", \"learningrate\": 1 | unknown key learningrate",
                ", \"kl\": {\"coeff\": 1} | unknown key kl.coeff",
                ", \"policy\": \"again\" | Duplicate field 'policy'",
                ", \"iterations\": \"ten\" | iterations must be a whole number",
                ", \"iterations\": 0 | iterations must be at least 1, was 0",
                ", \"lora\": {\"rank\": 4, \"dropout\": 0.1} | lora.dropout must be 0, was 0.1",
                ", \"lora\": {\"rank\": -1} | lora.rank must be at least 0, was -1",
                ", \"frozenWeights\": \"int4\" | frozenWeights must be one of f32, bf16",
                ", \"missingEos\": \"maybe\" | missingEos must be one of keep, subtract, replace",
                ", \"kl\": {\"coefficient\": 0.1, \"floor\": 0.2, \"target\": 1} | kl.floor 0.2 contradicts kl.coefficient 0.1",
                ", \"pretrainingCoefficient\": 1 | pretrainingCoefficient 1.0 contradicts pretrainingData",
                ", \"minibatches\": 1000 | minibatches 1000 contradicts the 128 rollouts",
                ", \"optimizer\": 3 | optimizer must be a JSON object",
                ", \"advantages\": \"rloo\" | samplesPerPrompt 1 contradicts advantages rloo",
                ", \"advantages\": \"grpo\", \"value\": \"rm\" | value contradicts advantages grpo",
                ", \"advantages\": \"rloo\", \"whitenAdvantages\": true | whitenAdvantages contradicts advantages rloo: it wants advantages gae",
                ", \"advantages\": \"rloo\", \"valueOptimizer\": {} | valueOptimizer contradicts advantages rloo",
                ", \"advantages\": \"rloo\", \"valueWarmupIterations\": 1 | valueWarmupIterations contradicts advantages rloo",
                ", \"grpoScale\": false | grpoScale contradicts advantages gae",
                ", \"kl\": {\"place\": \"loss\", \"estimator\": \"k1\"} | kl.estimator k1 contradicts kl.place loss",
                ", \"kl\": {\"floor\": 0.05} | kl.floor contradicts kl.target 0: it wants target above 0",
                ", \"kl\": {\"horizon\": 100, \"target\": 0.0} | kl.horizon contradicts kl.target 0.0",
                ", \"missingEos\": \"keep\", \"missingEosPenalty\": 2 | missingEosPenalty contradicts missingEos keep: it wants missingEos subtract or replace",
                ", \"whitenAdvantages\": false, \"whitenAdvantagesOver\": \"minibatch\" | whitenAdvantagesOver contradicts whitenAdvantages false",
                ", \"advantages\": \"rloo\", \"whitenAdvantagesOver\": \"minibatch\" | whitenAdvantagesOver contradicts advantages rloo",
                ", \"pretrainingBatchSize\": 8 | pretrainingBatchSize contradicts pretrainingCoefficient 0",
                ", \"optimizer\": {\"warmupFrom\": 0.1} | optimizer.warmupFrom contradicts optimizer.warmupSteps 0",
                ", \"valueOptimizer\": {\"finalFraction\": 0.1} | valueOptimizer.finalFraction contradicts valueOptimizer.schedule constant: it wants schedule linear or cosine",
                ", \"preset\": \"gpt5\" | preset must be one of instructgpt, trl, tiny, was gpt5",
                ", \"preset\": \"instructgpt\" | pretrainingCoefficient 27.8 contradicts pretrainingData",
            })
    void whatIsUnknownOutOfRangeOrContradictoryIsRefusedByName(String addition, String message) {
        assertThatThrownBy(() -> SettingsReader.read(PPO.formatted(addition), PpoSettings.class))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"beta\": 0 | beta must be above 0, was 0.0",
                "\"labelSmoothing\": 0.5 | labelSmoothing must be in [0, 0.5), was 0.5",
                "\"loss\": \"ipo\", \"labelSmoothing\": 0.1 | labelSmoothing 0.1 contradicts loss ipo",
                "\"loss\": \"hinge\" | loss must be one of sigmoid, ipo",
            })
    void dpoRefusesWhatContradictsItsLoss(String addition, String message) {
        String json = "{\"output\": \"dpo\", \"policy\": \"sft\", \"data\": \"snapshot:c\", " + addition + "}";
        assertThatThrownBy(() -> SettingsReader.read(json, DpoSettings.class))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID))
                .hasMessageContaining(message);
    }

    @Test
    void thePolicyThatPpoStartsFromNeedsItsPretrainingText() {
        String json =
                "{\"output\": \"o\", \"model\": \"m\", \"data\": \"sha256:0\", \"preset\": \"instructgpt-init\"%s}";
        assertThatThrownBy(() -> SettingsReader.read(json.formatted(""), SftSettings.class))
                .hasMessage("pretrainingShare 0.1 contradicts pretrainingData \"\"");
        SftSettings settings =
                SettingsReader.read(json.formatted(", \"pretrainingData\": \"sha256:1\""), SftSettings.class);
        assertThat(settings.epochs()).isEqualTo(2);
        assertThat(settings.pretrainingShare()).isEqualTo(0.1);
    }

    @Test
    void aKeyThatMustBeThereIsNamedWithItsMeaning() {
        assertThatThrownBy(() -> SettingsReader.read("{\"output\": \"x\"}", SftSettings.class))
                .hasMessage("model is missing: Policy to start from.");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PretrainSettings.class,
                SftSettings.class,
                RewardSettings.class,
                PpoSettings.class,
                DpoSettings.class
            })
    void everyKeyIsExplained(Class<? extends Record> type) {
        List<SettingsReader.Explanation> keys = SettingsReader.explain(type);
        assertThat(keys)
                .hasSizeGreaterThan(10)
                .allSatisfy(key -> assertThat(key.meaning()).endsWith("."));
    }
}
