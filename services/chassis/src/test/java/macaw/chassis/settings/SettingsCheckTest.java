package macaw.chassis.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {
    private static ServiceSettings settings(Map<String, String> more) {
        Map<String, String> given = new HashMap<>(Map.of(
                "macaw.http.port", "8101",
                "macaw.management.port", "8201",
                "macaw.state-dir", "/nowhere",
                "macaw.kafka.bootstrap", "127.0.0.1:9",
                "macaw.access.keys-file", "/nowhere/keys.json"));
        given.putAll(more);
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .withMapping(ServiceSettings.class)
                .build()
                .getConfigMapping(ServiceSettings.class);
    }

    @Test
    void theDefaultsAreRight() {
        assertThat(new SettingsCheck().service(settings(Map.of())).problems()).isEmpty();
        assertThat(new SettingsCheck()
                        .service(settings(Map.of("macaw.device", "cuda:1", "macaw.namespace", "team-a")))
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            macaw.threads         | 0        | MACAW_THREADS is 0
            macaw.threads         | -1       | MACAW_THREADS is -1
            macaw.device          | gpu      | MACAW_DEVICE is "gpu"
            macaw.device          | cuda     | MACAW_DEVICE is "cuda"
            macaw.namespace       | a/b      | MACAW_NAMESPACE: namespace must be
            macaw.namespace       | -a       | MACAW_NAMESPACE: namespace must be
            macaw.http.port       | 70000    | MACAW_HTTP_PORT is 70000
            macaw.management.port | 8101     | MACAW_HTTP_PORT and MACAW_MANAGEMENT_PORT are both 8101
            macaw.traces.ratio    | 1.5      | MACAW_TRACES_RATIO is 1.5
            macaw.traces.ratio    | NaN      | MACAW_TRACES_RATIO is NaN
            macaw.service-key     | mk a     | MACAW_SERVICE_KEY holds white space
            """)
    void whatCannotBeIsNamed(String property, String value, String line) {
        assertThat(new SettingsCheck()
                        .service(settings(Map.of(property, value)))
                        .problems())
                .singleElement()
                .asString()
                .startsWith(line);
    }

    @Test
    void allThatIsWrongIsOneLine() {
        SettingsCheck check = new SettingsCheck()
                .service(settings(Map.of("macaw.threads", "0", "macaw.device", "gpu")))
                .positive("MACAW_LEASE_LENGTH", Duration.ZERO);

        assertThatThrownBy(check::done)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID))
                .hasMessageContainingAll("MACAW_THREADS", "MACAW_DEVICE", "MACAW_LEASE_LENGTH")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generator:8102", "127.0.0.1:1", "[::1]:65535", "generator.team.svc.cluster.local:8102"})
    void aTargetIsHostAndPort(String target) {
        assertThat(new SettingsCheck().target("MACAW_GENERATOR_TARGET", target).problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "generator",
                "generator:",
                ":8102",
                "http://generator:8102",
                "generator:0",
                "generator:65536",
                "a b:1"
            })
    void nothingElseIs(String target) {
        assertThat(new SettingsCheck().target("MACAW_GENERATOR_TARGET", target).problems())
                .containsExactly("MACAW_GENERATOR_TARGET is \"" + target + "\", and has to be host:port");
    }
}
