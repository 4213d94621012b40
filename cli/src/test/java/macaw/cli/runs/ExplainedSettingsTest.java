package macaw.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import macaw.cli.Macaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainedSettingsTest {

    @Test
    void aKeyIsExplainedWithItsUnitItsSourceItsDefaultAndWhatPresetsSay() {
        assertThat(ExplainedSettings.of("ppo").text(""))
                .contains("""

                        kl.coefficient = 0.1
                            Coefficient β of the per-token penalty at the start.
                            A number. Source: InstructGPT C.4: 0.02; TRL: 0.05; Shao et al. 2024: 0.04
                            Presets: instructgpt 0.02, trl 0.05, tiny 0.05
                        """)
                .contains("\npolicy  (required)\n")
                .contains("A number, in nats an answer.");
    }

    @Test
    void theValuesOfAPresetStandInPlaceOfTheDefaults() {
        assertThat(ExplainedSettings.of("ppo").text("trl"))
                .contains("\nepochs = 4  (default 1)\n")
                .contains("\noptimizer.beta2 = 0.999  (default 0.95)\n")
                .contains("\nscoreClip = 0\n");
        assertThatThrownBy(() -> ExplainedSettings.of("ppo").text("gpt"))
                .hasMessage("a ppo run has the presets instructgpt, trl, tiny, not gpt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--set=dropout=1.5", "--config=run.yaml"})
    void settingsBesideTheExplanationAreRefusedByName(String given) {
        var errors = new StringWriter();
        assertThat(Macaw.commandLine().setErr(new PrintWriter(errors, true)).execute("run", "sft", given, "--explain"))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("SETTINGS_INVALID", given.substring(0, 5), "beside --explain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pretrain", "sft", "reward", "ppo"})
    void everyKindIsExplained(String kind) {
        assertThat(ExplainedSettings.of(kind).text(""))
                .contains("\noutput  (required)\n")
                .contains("\nseed = 1\n");
    }
}
