package macaw.trainer.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import macaw.chassis.testing.GivenSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerSettingsCheckTest {
    private static final GivenSettings GIVEN = GivenSettings.with(Map.of("macaw.store", "/nowhere"));

    private static List<String> problems(Map<String, String> more) {
        return GIVEN.and(more).problems(TrainerSettings.class, TrainerSettingsCheck::new);
    }

    @Test
    void theDefaultsAreRight() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            macaw.labeling.target | labeling | MACAW_LABELING_TARGET is "labeling"
            macaw.imports.max-checkpoint-bytes | 0 | MACAW_IMPORTS_MAX_CHECKPOINT_BYTES is 0
            macaw.metrics-log.format | tensorboard | MACAW_METRICS_LOG_FORMAT and MACAW_METRICS_LOG_DIRECTORY
            macaw.metrics-log.directory | /metrics | MACAW_METRICS_LOG_FORMAT and MACAW_METRICS_LOG_DIRECTORY
            macaw.memory.limit-bytes | 0 | MACAW_MEMORY_LIMIT_BYTES is 0
            macaw.imports.max-dataset-bytes | -1 | MACAW_IMPORTS_MAX_DATASET_BYTES is -1
            """)
    void whatCannotBeIsNamed(String property, String value, String line) {
        assertThat(problems(Map.of(property, value))).singleElement().asString().startsWith(line);
    }
}
