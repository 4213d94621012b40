package macaw.chassis.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.chassis.testing.EmbeddedBroker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** A broker that lets in who knows a password or has a certificate, and its own certificates. What the tests do themselves comes through the open listener. */
final class GuardedBroker implements AutoCloseable {
    static final String USER = "macaw";
    static final String PASSWORD = "a password: with \"$igns";
    private static final String STORE_PASSWORD = "store-password";

    private final Path directory;
    private final EmbeddedBroker broker;

    GuardedBroker(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        // Each signs itself, so each certificate is its own authority.
        keyPair("broker");
        keyPair("client");
        certificate("broker");
        certificate("client");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "client",
                "-file",
                directory.resolve("client.pem").toString(),
                "-keystore",
                directory.resolve("trusted.p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD);
        Map<String, String> settings = new HashMap<>(Map.of(
                "sasl.enabled.mechanisms", "SCRAM-SHA-512",
                "ssl.keystore.type", "PKCS12",
                "ssl.keystore.location", directory.resolve("broker.p12").toString(),
                "ssl.keystore.password", STORE_PASSWORD,
                "ssl.truststore.type", "PKCS12",
                "ssl.truststore.location", directory.resolve("trusted.p12").toString(),
                "ssl.truststore.password", STORE_PASSWORD,
                "listener.name.mutual.ssl.client.auth", "required",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:ANONYMOUS"));
        for (String listener : List.of("password", "both")) {
            settings.put(
                    "listener.name." + listener + ".scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }
        broker =
                new EmbeddedBroker(Map.of("PASSWORD", "SASL_PLAINTEXT", "BOTH", "SASL_SSL", "MUTUAL", "SSL"), settings);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            setPassword(admin, USER, PASSWORD);
        }
    }

    static void setPassword(Admin admin, String user, String password) {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** The open listener. */
    EmbeddedBroker open() {
        return broker;
    }

    String bootstrap(String listener) {
        return broker.bootstrap(listener);
    }

    Path certificateFile() {
        return directory.resolve("broker.pem");
    }

    /** The variables of a client of the listener. */
    static Map<String, String> user(String password) {
        return Map.of(
                "MACAW_KAFKA_SECURITY_PROTOCOL",
                "SASL_PLAINTEXT",
                "MACAW_KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + password.replace("\"", "\\\"") + "\";");
    }

    Map<String, String> userOverTls(String password) {
        var variables = new HashMap<>(user(password));
        variables.put("MACAW_KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
        variables.put("MACAW_KAFKA_CA_FILE", certificateFile().toString());
        return variables;
    }

    Map<String, String> certificateHolder() {
        return Map.of(
                "MACAW_KAFKA_SECURITY_PROTOCOL",
                "SSL",
                "MACAW_KAFKA_CA_FILE",
                certificateFile().toString(),
                "MACAW_KAFKA_KEYSTORE_FILE",
                directory.resolve("client.p12").toString(),
                "MACAW_KAFKA_KEYSTORE_PASSWORD",
                STORE_PASSWORD);
    }

    private void keyPair(String name) throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                directory.resolve(name + ".p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD);
    }

    private void certificate(String name) throws IOException, InterruptedException {
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-file",
                directory.resolve(name + ".pem").toString(),
                "-keystore",
                directory.resolve(name + ".p12").toString(),
                "-storepass",
                STORE_PASSWORD);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as("keytool %s", arguments[0]).isZero();
    }

    @Override
    public void close() {
        broker.close();
    }
}
