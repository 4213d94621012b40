package macaw.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import macaw.chassis.testing.GivenSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardSettingsCheckTest {
    private static final GivenSettings GIVEN = GivenSettings.with(Map.of("macaw.store", "/nowhere"));

    private static List<String> problems(Map<String, String> more) {
        return GIVEN.and(more).problems(RewardSettings.class, RewardSettingsCheck::new);
    }

    @Test
    void theDefaultsAreRight() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            macaw.device | cuda:0 | MACAW_DEVICE is "cuda:0"
            macaw.reward.batch-tokens | 0 | MACAW_REWARD_BATCH_TOKENS is 0
            macaw.reward.waiting | 0 | MACAW_REWARD_WAITING is 0
            macaw.reward.in-flight | -1 | MACAW_REWARD_IN_FLIGHT is -1
            macaw.reward.loaded | 0 | MACAW_REWARD_LOADED is 0
            """)
    void whatCannotBeIsNamed(String property, String value, String line) {
        assertThat(problems(Map.of(property, value))).singleElement().asString().startsWith(line);
    }
}
