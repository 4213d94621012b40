package macaw.topics.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/**
 * How a client gets into the broker, from settings that agree with each other and with the files they name. It holds secrets, and says none.
 */
public final class KafkaSecurity {
    /** The environment's variables. */
    public static final String PROTOCOL = "MACAW_KAFKA_SECURITY_PROTOCOL";

    /** SASL mechanism. */
    public static final String MECHANISM = "MACAW_KAFKA_SASL_MECHANISM";
    /** Login module with its options, as Kafka's {@code sasl.jaas.config}. */
    public static final String JAAS = "MACAW_KAFKA_SASL_JAAS_CONFIG";
    /** Certificates that sign the broker's, PEM. */
    public static final String CA_FILE = "MACAW_KAFKA_CA_FILE";
    /** This client's certificate and key, PKCS12. */
    public static final String KEYSTORE = "MACAW_KAFKA_KEYSTORE_FILE";
    /** Opens the key store. */
    public static final String KEYSTORE_PASSWORD = "MACAW_KAFKA_KEYSTORE_PASSWORD";

    /** For a broker that lets everybody in. */
    public static final KafkaSecurity NONE =
            new KafkaSecurity(Map.of(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, Protocol.PLAINTEXT.name()));

    private static final String DEFAULT_MECHANISM = "SCRAM-SHA-512";
    /** The login module that each mechanism wants; the two others have more than one. */
    private static final Map<String, String> MODULES = Map.of(
            "PLAIN", "PlainLoginModule",
            "SCRAM-SHA-256", "ScramLoginModule",
            "SCRAM-SHA-512", "ScramLoginModule",
            "OAUTHBEARER", "LoginModule",
            "GSSAPI", "LoginModule");

    private final Map<String, Object> properties;

    private enum Protocol {
        PLAINTEXT(false, false),
        SSL(false, true),
        SASL_PLAINTEXT(true, false),
        SASL_SSL(true, true);

        private final boolean sasl;
        private final boolean tls;

        Protocol(boolean sasl, boolean tls) {
            this.sasl = sasl;
            this.tls = tls;
        }
    }

    private KafkaSecurity(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /** Reads the variables. Errors: SETTINGS_INVALID, naming the variable, when one contradicts another or its file cannot be used. */
    public static KafkaSecurity of(Map<String, String> variables) {
        Protocol protocol = protocol(value(variables, PROTOCOL).orElse(Protocol.PLAINTEXT.name()));
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.name());
        if (protocol.sasl) {
            sasl(protocol, variables, properties);
        } else {
            absent(protocol, "has no SASL", variables, MECHANISM, JAAS);
        }
        if (protocol.tls) {
            tls(variables, properties);
        } else {
            absent(protocol, "has no TLS", variables, CA_FILE, KEYSTORE, KEYSTORE_PASSWORD);
        }
        return new KafkaSecurity(properties);
    }

    private static Protocol protocol(String name) {
        try {
            return Protocol.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw invalid(PROTOCOL + " is \"" + name + "\", and has to be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL");
        }
    }

    private static void sasl(Protocol protocol, Map<String, String> variables, Map<String, Object> properties) {
        String jaas = value(variables, JAAS)
                .orElseThrow(() -> invalid(JAAS + " is not set, and " + PROTOCOL + " is " + protocol));
        String mechanism = value(variables, MECHANISM).orElse(DEFAULT_MECHANISM);
        String module = MODULES.get(mechanism);
        if (module == null) {
            throw invalid(MECHANISM + " is \"" + mechanism + "\", and has to be one of "
                    + String.join(", ", MODULES.keySet().stream().sorted().toList()));
        }
        properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
        properties.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas));
        try {
            String named = JaasContext.loadClientContext(properties)
                    .configurationEntries()
                    .getFirst()
                    .getLoginModuleName();
            if (!named.endsWith(module)) {
                throw invalid(JAAS + " names " + named + ", and " + MECHANISM + " is " + mechanism);
            }
        } catch (IllegalArgumentException e) {
            // Its message may quote what it could not read, password and all.
            throw invalid(JAAS + " cannot be read; it has the form MODULE required NAME=\"VALUE\" ...;");
        }
    }

    private static void tls(Map<String, String> variables, Map<String, Object> properties) {
        value(variables, CA_FILE).map(Path::of).ifPresent(file -> {
            requireCertificates(file);
            properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toString());
        });
        Optional<Path> keys = value(variables, KEYSTORE).map(Path::of);
        Optional<String> password = value(variables, KEYSTORE_PASSWORD);
        if (keys.isPresent() != password.isPresent()) {
            throw invalid(
                    keys.isPresent()
                            ? KEYSTORE_PASSWORD + " is not set, and " + KEYSTORE + " is"
                            : KEYSTORE + " is not set, and " + KEYSTORE_PASSWORD + " is");
        }
        if (keys.isPresent()) {
            requireOpens(keys.get(), password.orElseThrow());
            properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PKCS12");
            properties.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, keys.get().toString());
            properties.put(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, new Password(password.orElseThrow()));
        }
    }

    private static void requireCertificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw invalid(CA_FILE + ": " + file + " holds no certificate");
            }
        } catch (IOException e) {
            throw invalid(
                    CA_FILE + ": " + file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (CertificateException e) {
            throw invalid(CA_FILE + ": " + file + " is no PEM file of certificates");
        }
    }

    private static void requireOpens(Path file, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore.getInstance("PKCS12").load(in, password.toCharArray());
        } catch (IOException e) {
            throw invalid(
                    e.getCause() instanceof GeneralSecurityException
                            ? KEYSTORE_PASSWORD + " does not open " + file
                            : KEYSTORE + ": " + file + " cannot be read as PKCS12 ("
                                    + e.getClass().getSimpleName() + ")");
        } catch (GeneralSecurityException e) {
            throw invalid(KEYSTORE + ": " + file + " cannot be read as PKCS12: " + e.getMessage());
        }
    }

    private static void absent(Protocol protocol, String why, Map<String, String> variables, String... names) {
        for (String name : names) {
            if (value(variables, name).isPresent()) {
                throw invalid(name + " is set, but " + PROTOCOL + " is " + protocol + ", which " + why);
            }
        }
    }

    private static Optional<String> value(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    private static CodedException invalid(String what) {
        return new CodedException(ErrorCode.SETTINGS_INVALID, what);
    }

    /** The client's properties, those of every Kafka client alike. */
    public Map<String, Object> properties() {
        return properties;
    }

    @Override
    public String toString() {
        return String.valueOf(properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG));
    }
}
