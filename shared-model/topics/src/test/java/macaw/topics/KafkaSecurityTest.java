package macaw.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.topics.kafka.KafkaSecurity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that contradict each other are refused with a line that names them, and that has no secret in it. */
class KafkaSecurityTest {
    private static final String SCRAM =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"s3cret\";";

    @TempDir
    Path directory;

    @Test
    void withoutAnySettingEverybodyIsLetIn() {
        assertThat(KafkaSecurity.of(Map.of()).properties()).isEqualTo(KafkaSecurity.NONE.properties());
        assertThat(KafkaSecurity.of(Map.of("MACAW_KAFKA_SECURITY_PROTOCOL", "")).properties())
                .isEqualTo(KafkaSecurity.NONE.properties());
    }

    @Test
    void aPasswordNeedsNoMoreThanItsLine() {
        KafkaSecurity security = KafkaSecurity.of(
                Map.of("MACAW_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT", "MACAW_KAFKA_SASL_JAAS_CONFIG", SCRAM));

        assertThat(security.properties()).containsEntry("sasl.mechanism", "SCRAM-SHA-512");
        assertThat(security.properties().toString() + security).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TLS            |       |       |    |    |   | MACAW_KAFKA_SECURITY_PROTOCOL is "TLS"
            SASL_SSL       |       |       |    |    |   | MACAW_KAFKA_SASL_JAAS_CONFIG is not set
            SASL_PLAINTEXT | SCRAM |       |    |    | PLAIN | MACAW_KAFKA_SASL_JAAS_CONFIG names org.apache.kafka.common.security.scram.ScramLoginModule
            SASL_PLAINTEXT | SCRAM |       |    |    | SCRAM | MACAW_KAFKA_SASL_MECHANISM is "SCRAM"
            SASL_PLAINTEXT | user=u password=s3cret | | | | | MACAW_KAFKA_SASL_JAAS_CONFIG cannot be read
            PLAINTEXT      | SCRAM |       |    |    |   | MACAW_KAFKA_SASL_JAAS_CONFIG is set, but MACAW_KAFKA_SECURITY_PROTOCOL is PLAINTEXT
                           | SCRAM |       |    |    |   | MACAW_KAFKA_SASL_JAAS_CONFIG is set, but MACAW_KAFKA_SECURITY_PROTOCOL is PLAINTEXT
            SSL            | SCRAM |       |    |    |   | MACAW_KAFKA_SASL_JAAS_CONFIG is set, but MACAW_KAFKA_SECURITY_PROTOCOL is SSL
            SSL            |       | none  |    |    |   | MACAW_KAFKA_CA_FILE
            SSL            |       | bad   |    |    |   | MACAW_KAFKA_CA_FILE
            SSL            |       |       | bad |   |   | MACAW_KAFKA_KEYSTORE_PASSWORD is not set
            SSL            |       |       |    | pw |   | MACAW_KAFKA_KEYSTORE_FILE is not set
            SSL            |       |       | bad | pw |  | MACAW_KAFKA_KEYSTORE_FILE
            SASL_PLAINTEXT | SCRAM | bad   |    |    |   | MACAW_KAFKA_CA_FILE is set, but MACAW_KAFKA_SECURITY_PROTOCOL is SASL_PLAINTEXT
            """)
    void whatContradictsIsRefusedByName(
            String protocol, String jaas, String ca, String keystore, String password, String mechanism, String line)
            throws Exception {
        Files.writeString(directory.resolve("bad"), "no certificate");
        Map<String, String> variables = new HashMap<>();
        put(variables, "SECURITY_PROTOCOL", protocol);
        put(variables, "SASL_JAAS_CONFIG", "SCRAM".equals(jaas) ? SCRAM : jaas);
        put(variables, "SASL_MECHANISM", mechanism);
        put(variables, "CA_FILE", ca == null ? null : directory.resolve(ca).toString());
        put(
                variables,
                "KEYSTORE_FILE",
                keystore == null ? null : directory.resolve(keystore).toString());
        put(variables, "KEYSTORE_PASSWORD", password);

        assertThatThrownBy(() -> KafkaSecurity.of(variables))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS_INVALID))
                .hasMessageStartingWith(line)
                .hasMessageNotContaining("s3cret");
    }

    private static void put(Map<String, String> variables, String name, String value) {
        if (value != null) {
            variables.put("MACAW_KAFKA_" + name, value);
        }
    }
}
