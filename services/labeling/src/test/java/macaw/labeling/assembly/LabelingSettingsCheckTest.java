package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import macaw.chassis.testing.GivenSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelingSettingsCheckTest {
    private static final GivenSettings GIVEN = GivenSettings.with(Map.of(
            "macaw.database.url",
            "jdbc:postgresql://127.0.0.1:9/macaw",
            "macaw.database.user",
            "macaw",
            "macaw.database.password",
            "macaw",
            "macaw.generator.target",
            "127.0.0.1:9"));

    private static List<String> problems(Map<String, String> more) {
        return GIVEN.and(more).problems(LabelingSettings.class, LabelingSettingsCheck::new);
    }

    @Test
    void theDefaultsAreRight() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            macaw.device | cuda:0 | MACAW_DEVICE is "cuda:0"
            macaw.database.url | postgres://127.0.0.1/macaw | MACAW_DATABASE_URL has to begin with jdbc:postgresql:
            macaw.generator.target | http://generator:8102 | MACAW_GENERATOR_TARGET is "http://generator:8102"
            macaw.generator.parallelism | 0 | MACAW_GENERATOR_PARALLELISM is 0
            macaw.lease.length | PT0S | MACAW_LEASE_LENGTH is PT0S
            macaw.outbox.pause | PT-1S | MACAW_OUTBOX_PAUSE is PT-1S
            macaw.agreement.pause | PT0S | MACAW_AGREEMENT_PAUSE is PT0S
            """)
    void whatCannotBeIsNamed(String property, String value, String line) {
        assertThat(problems(Map.of(property, value))).singleElement().asString().startsWith(line);
    }
}
