package macaw.cli.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import macaw.cli.systems.ComposeSecrets;
import macaw.localstack.StackException;

/** The same secrets as objects of Kubernetes, by the names that k8s/ mounts and refers to. */
public final class KubernetesSecrets {
    private KubernetesSecrets() {}

    /** YAML for {@code kubectl apply -f -}. */
    public static String of(ComposeSecrets secrets, String namespace) {
        Map<String, String> environment = secrets.variables();
        Map<String, byte[]> access = new LinkedHashMap<>();
        try {
            access.put("keys.json", Files.readAllBytes(secrets.keysFile()));
            access.put("session-secret", Files.readAllBytes(secrets.sessionSecretFile()));
        } catch (IOException e) {
            throw new StackException("the secrets cannot be read: " + e, e);
        }
        access.put("service-key", bytes(environment, ComposeSecrets.SERVICE_KEY));
        access.put("operator-key", secrets.operatorKey().getBytes(StandardCharsets.UTF_8));
        Map<String, byte[]> database = new LinkedHashMap<>();
        database.put("url", "jdbc:postgresql://postgres:5432/macaw".getBytes(StandardCharsets.UTF_8));
        database.put("username", "macaw".getBytes(StandardCharsets.UTF_8));
        database.put("password", bytes(environment, ComposeSecrets.DATABASE_PASSWORD));
        return secret("macaw-access", namespace, access) + "---\n" + secret("macaw-database", namespace, database);
    }

    private static byte[] bytes(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
    }

    private static String secret(String name, String namespace, Map<String, byte[]> data) {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  namespace: %s
                  labels:
                    app.kubernetes.io/part-of: macaw
                type: Opaque
                data:
                """.formatted(name, namespace));
        data.forEach((key, value) -> yaml.append("  ")
                .append(key)
                .append(": ")
                .append(Base64.getEncoder().encodeToString(value))
                .append('\n'));
        return yaml.toString();
    }
}
