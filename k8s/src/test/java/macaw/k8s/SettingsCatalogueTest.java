package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The catalogue has what the services' interfaces declare, with names as the services read them. */
class SettingsCatalogueTest {
    @Test
    void aSettingIsFoundUnderItsVariableWithTypeAndNeed() {
        assertThat(SettingsCatalogue.of("labeling"))
                .containsEntry(
                        "MACAW_DATABASE_URL",
                        new Setting("MACAW_DATABASE_URL", "macaw.database.url", String.class, true, Optional.empty()))
                .containsEntry(
                        "MACAW_LEASE_LENGTH",
                        new Setting(
                                "MACAW_LEASE_LENGTH",
                                "macaw.lease.length",
                                Duration.class,
                                false,
                                Optional.of("PT15M")))
                .containsEntry(
                        "MACAW_HTTP_PORT",
                        new Setting("MACAW_HTTP_PORT", "macaw.http.port", int.class, false, Optional.of("8101")))
                .doesNotContainKey("MACAW_STORE");
        assertThat(SettingsCatalogue.of("trainer"))
                .containsEntry(
                        "MACAW_STATE_DIR",
                        new Setting("MACAW_STATE_DIR", "macaw.state-dir", Path.class, true, Optional.empty()))
                .containsEntry(
                        "MACAW_IMPORTS_MAX_CHECKPOINT_BYTES",
                        new Setting(
                                "MACAW_IMPORTS_MAX_CHECKPOINT_BYTES",
                                "macaw.imports.max-checkpoint-bytes",
                                long.class,
                                false,
                                Optional.of("68719476736")))
                .containsEntry(
                        "MACAW_LABELING_TARGET",
                        new Setting(
                                "MACAW_LABELING_TARGET",
                                "macaw.labeling.target",
                                String.class,
                                false,
                                Optional.empty()));
    }

    @Test
    void whatAServiceDoesNotStartWithoutIsRequiredAndNothingElse() {
        assertThat(SettingsCatalogue.of("generator").values().stream()
                        .filter(Setting::required)
                        .map(Setting::variable))
                .containsExactlyInAnyOrder(
                        "MACAW_ACCESS_KEYS_FILE", "MACAW_KAFKA_BOOTSTRAP", "MACAW_STATE_DIR", "MACAW_STORE");
    }

    @Test
    void aValueOfAnotherTypeIsNamed() {
        assertThat(new Setting("N", "n", int.class, true, Optional.empty()).complaint("two"))
                .hasValue("int cannot be read from two");
        assertThat(new Setting("D", "d", Duration.class, true, Optional.empty()).complaint("15m"))
                .isPresent();
        assertThat(new Setting("P", "p", Path.class, true, Optional.empty()).complaint("state"))
                .hasValue("no absolute path: state");
        assertThat(new Setting("P", "p", Path.class, true, Optional.empty()).complaint("/state"))
                .isEmpty();
    }
}
