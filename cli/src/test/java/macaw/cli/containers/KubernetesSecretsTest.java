package macaw.cli.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import macaw.cli.systems.ComposeSecrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code macaw secrets --kubernetes} prints has every key that k8s/base reads, and a value in each. */
class KubernetesSecretsTest {
    private static final Path BASE = Path.of(System.getProperty("macaw.root"), "k8s/base");
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    Path checkout;

    @Test
    void everyKeyThatTheBaseReadsIsPrinted() throws IOException {
        ComposeSecrets secrets = ComposeSecrets.in(checkout);
        secrets.make();
        Map<String, Set<String>> printed = new TreeMap<>();
        for (JsonNode secret : documents(KubernetesSecrets.of(secrets, "macaw"))) {
            assertThat(secret.at("/metadata/namespace").asText()).isEqualTo("macaw");
            secret.get("data").properties().forEach(entry -> {
                assertThat(Base64.getDecoder().decode(entry.getValue().asText()))
                        .as(entry.getKey())
                        .isNotEmpty();
                printed.computeIfAbsent(secret.at("/metadata/name").asText(), name -> new TreeSet<>())
                        .add(entry.getKey());
            });
        }
        Map<String, Set<String>> read = read();
        assertThat(read.keySet()).containsExactly("macaw-access", "macaw-database");
        read.forEach((name, keys) -> assertThat(printed.get(name)).as(name).containsAll(keys));
    }

    private static Map<String, Set<String>> read() throws IOException {
        Map<String, Set<String>> read = new TreeMap<>();
        try (Stream<Path> files = Files.list(BASE)) {
            files.filter(file -> file.toString().endsWith(".yaml")).forEach(file -> {
                try {
                    for (JsonNode object : documents(Files.readString(file))) {
                        for (JsonNode reference : object.findValues("secretKeyRef")) {
                            add(read, reference.get("name"), reference.get("key"));
                        }
                        for (JsonNode mounted : object.findValues("secret")) {
                            mounted.get("items").forEach(item -> add(read, mounted.get("name"), item.get("key")));
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return read;
    }

    private static void add(Map<String, Set<String>> read, JsonNode name, JsonNode key) {
        read.computeIfAbsent(name.asText(), secret -> new TreeSet<>()).add(key.asText());
    }

    private static List<JsonNode> documents(String yaml) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            documents.forEachRemaining(all::add);
        }
        return all;
    }
}
