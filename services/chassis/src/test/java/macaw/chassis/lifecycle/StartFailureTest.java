package macaw.chassis.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.BindException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Map;
import macaw.chassis.settings.ServiceSettings;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    @Test
    void missingSettingsAreNamedAsVariablesInOneLine() {
        var given = Map.of("macaw.http.port", "1", "macaw.management.port", "2", "macaw.state-dir", "/nowhere");
        Throwable failure = catchThrowable(() -> new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .withMapping(ServiceSettings.class)
                .build());
        assertThat(StartFailure.line(new IllegalStateException(failure)))
                .hasValueSatisfying(line -> assertThat(line)
                        .doesNotContain("\n")
                        .contains("MACAW_KAFKA_BOOTSTRAP is not set")
                        .contains("MACAW_ACCESS_KEYS_FILE is not set"));
    }

    @Test
    void aRefusedSettingAndATakenPortAreOneLineToo() {
        var refused = new CodedException(ErrorCode.SETTINGS_INVALID, "keys file k.json holds no keys");
        assertThat(StartFailure.line(new RuntimeException(refused)))
                .hasValue("cannot start: keys file k.json holds no keys");
        assertThat(StartFailure.line(new RuntimeException(new BindException("in use"))))
                .hasValueSatisfying(line -> assertThat(line).contains("MACAW_HTTP_PORT"));
        assertThat(StartFailure.line(new RuntimeException(new UnknownHostException("nobody: not known"))))
                .hasValueSatisfying(line -> assertThat(line).contains("nobody: not known", "MACAW_HTTP_HOST"));
    }

    @Test
    void aValueThatCannotBeReadIsNamedOnceWithWhatIsWrong() {
        var given = Map.of("macaw.http.port", "http", "quarkus.http.port", "${macaw.http.port}");
        Throwable failure = catchThrowable(() -> new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .withMapping(Ports.class)
                .withMapping(FrameworkPorts.class)
                .build());
        assertThat(StartFailure.line(failure))
                .hasValue("cannot start: MACAW_HTTP_PORT is \"http\": Expected an integer value, got \"http\"");
    }

    @Test
    void aVariableThatIsSetToNothingIsNamedOnce() {
        var given = Map.of("macaw.http.port", "", "quarkus.http.port", "${macaw.http.port}");
        Throwable failure = catchThrowable(() -> new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .withMapping(Ports.class)
                .withMapping(FrameworkPorts.class)
                .build());
        assertThat(StartFailure.line(failure)).hasValue("cannot start: MACAW_HTTP_PORT is empty");
    }

    @ConfigMapping(prefix = "macaw.http")
    interface Ports {
        int port();
    }

    @ConfigMapping(prefix = "quarkus.http")
    interface FrameworkPorts {
        int port();
    }

    @Test
    void aDatabaseThatLetsNobodyInIsOneLine() {
        var refused = new SQLException("FATAL: password authentication failed\nfor user \"a\"", "28P01");
        assertThat(StartFailure.line(new IllegalStateException("Unable to obtain connection", refused)))
                .hasValue("cannot start: the database does not let us in: FATAL: password authentication failed"
                        + " (MACAW_DATABASE_URL, MACAW_DATABASE_USER, MACAW_DATABASE_PASSWORD)");
    }

    @Test
    void aBugKeepsItsStackTrace() {
        assertThat(StartFailure.line(new SQLException("syntax error", "42601"))).isEmpty();
        assertThat(StartFailure.line(new IllegalStateException("a bug"))).isEmpty();
        assertThat(StartFailure.line(new CodedException(ErrorCode.INTERNAL, "a bug")))
                .isEmpty();
    }
}
