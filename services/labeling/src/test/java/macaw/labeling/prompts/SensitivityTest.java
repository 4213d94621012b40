package macaw.labeling.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SensitivityTest {
    @Test
    void aWarningAloneMakesAPromptSensitiveAndNothingIsNot() {
        assertThat(Sensitivity.said(null, "Violence")).isEqualTo(new Sensitivity(true, "Violence"));
        assertThat(Sensitivity.said(null, "")).isEqualTo(Sensitivity.NONE);
        assertThat(Sensitivity.said(true, "")).isEqualTo(new Sensitivity(true, ""));
        assertThat(Sensitivity.said(false, "None needed")).isEqualTo(new Sensitivity(false, "None needed"));
    }
}
