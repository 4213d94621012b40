package macaw.generator.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import macaw.chassis.testing.GivenSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratorSettingsCheckTest {
    private static final GivenSettings GIVEN = GivenSettings.with(Map.of("macaw.store", "/nowhere"));

    private static List<String> problems(Map<String, String> more) {
        return GIVEN.and(more).problems(GeneratorSettings.class, GeneratorSettingsCheck::new);
    }

    @Test
    void theDefaultsAreRight() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            macaw.device | cuda:0 | MACAW_DEVICE is "cuda:0"
            macaw.generator.slots-for-people | 34 | MACAW_GENERATOR_SLOTS_FOR_PEOPLE is 34
            macaw.generator.slots-for-people | -1 | MACAW_GENERATOR_SLOTS_FOR_PEOPLE is -1
            macaw.generator.context | 1 | MACAW_GENERATOR_CONTEXT is 1
            macaw.generator.chunk | 1 | MACAW_GENERATOR_CHUNK is 1
            macaw.generator.step-tokens | 0 | MACAW_GENERATOR_STEP_TOKENS is 0
            macaw.generator.loaded-policies | 0 | MACAW_GENERATOR_LOADED_POLICIES is 0
            macaw.generator.queued-people | 0 | MACAW_GENERATOR_QUEUED_PEOPLE is 0
            macaw.generator.queued-rollouts | 0 | MACAW_GENERATOR_QUEUED_ROLLOUTS is 0
            """)
    void whatCannotBeIsNamed(String property, String value, String line) {
        assertThat(problems(Map.of(property, value))).singleElement().asString().startsWith(line);
    }
}
