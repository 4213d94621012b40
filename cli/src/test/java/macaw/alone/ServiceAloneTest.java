package macaw.alone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import macaw.localstack.Address;
import macaw.localstack.LocalBroker;
import macaw.localstack.LocalPostgres;
import macaw.localstack.Readiness;
import macaw.localstack.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each service's own jar, started with nothing but environment variables: in one line what it lacks, else ready with what it needs. */
@Tag("integration")
class ServiceAloneTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final String KEY = "mk_alone";
    private static final int CONFIGURATION = 78;
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final int END_LIMIT_SECONDS = 60;

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();
    private Path keys;
    private Address address;

    @BeforeEach
    void keysAndPorts() throws Exception {
        keys = directory.resolve("keys.json");
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.US_ASCII)));
        Files.createFile(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, """
                {"keys":[{"id":"operator","subject":"operator","roles":["operator"],"sha256":"%s"}]}""".formatted(hash));
        address = new Address(freePort(), freePort());
        Files.createDirectories(directory.resolve("store"));
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource
    void withoutSettingsItNamesThem(Service service) throws Exception {
        List<String> missing = new ArrayList<>(List.of("KAFKA_BOOTSTRAP", "STATE_DIR", "ACCESS_KEYS_FILE"));
        missing.addAll(
                service == Service.LABELING
                        ? List.of("DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD", "GENERATOR_TARGET")
                        : List.of("STORE"));
        assertThat(refusal(service, Map.of()))
                .contains(missing.stream()
                        .map(name -> "MACAW_" + name + " is not set")
                        .toList());
    }

    @Test
    void aSettingThatIsNotWhatItShouldBeIsNamed() throws Exception {
        Map<String, String> environment = environment(Service.REWARD);
        environment.put("MACAW_HTTP_PORT", "http");
        assertThat(refusal(Service.REWARD, environment)).contains("MACAW_HTTP_PORT is \"http\"");

        environment.put("MACAW_HTTP_PORT", Integer.toString(address.http()));
        environment.put("MACAW_KAFKA_BOOTSTRAP", "kafka");
        assertThat(refusal(Service.REWARD, environment)).contains("MACAW_KAFKA_BOOTSTRAP", "host:port");
    }

    @Test
    void settingsThatContradictEachOtherAreNamedInOneLine() throws Exception {
        Map<String, String> environment = environment(Service.GENERATOR);
        environment.put("MACAW_THREADS", "0");
        environment.put("MACAW_NAMESPACE", "a/b");
        environment.put("MACAW_GENERATOR_SLOTS", "2");
        environment.put("MACAW_GENERATOR_SLOTS_FOR_PEOPLE", "2");
        environment.put("MACAW_GENERATOR_CHUNK", "1");
        assertThat(refusal(Service.GENERATOR, environment))
                .contains(
                        "MACAW_THREADS is 0",
                        "MACAW_NAMESPACE",
                        "MACAW_GENERATOR_SLOTS_FOR_PEOPLE is 2",
                        "MACAW_GENERATOR_CHUNK is 1");

        environment = environment(Service.TRAINER);
        environment.put("MACAW_KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
        assertThat(refusal(Service.TRAINER, environment)).contains("MACAW_KAFKA_SASL_JAAS_CONFIG is not set");

        environment = environment(Service.TRAINER);
        environment.put(
                "MACAW_SESSION_SECRET_FILE", directory.resolve("nowhere").toString());
        assertThat(refusal(Service.TRAINER, environment)).contains("MACAW_SESSION_SECRET_FILE");
    }

    @ParameterizedTest
    @EnumSource(names = "LABELING", mode = EnumSource.Mode.EXCLUDE)
    void aKeysFileThatIsNotThereIsNamed(Service service) throws Exception {
        Map<String, String> environment = environment(service);
        environment.put(
                "MACAW_ACCESS_KEYS_FILE", directory.resolve("nobody.json").toString());
        assertThat(refusal(service, environment)).contains("nobody.json is not a file");
    }

    @Test
    void aKeysFileThatOthersMayWriteIsRefused() throws Exception {
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(refusal(Service.REWARD, environment(Service.REWARD))).contains(keys + " must be writable by");
    }

    @Test
    void aDatabaseThatIsNotThereIsWaitedForAndOneThatGoesAsWell() throws Exception {
        Path data = directory.resolve("postgres");
        LocalPostgres postgres = LocalPostgres.start(data);
        try {
            Map<String, String> environment = environment(Service.LABELING);
            environment.put("MACAW_DATABASE_URL", postgres.jdbcUrl());
            environment.put("MACAW_DATABASE_USER", postgres.user());
            environment.put("MACAW_DATABASE_PASSWORD", postgres.password());
            postgres.kill();

            Process labeling = start(Service.LABELING, environment);
            awaitReadiness(labeling, "database", "refused");
            assertThat(health("live").path("status").asText()).isEqualTo("UP");
            assertThat(ask("GET", "/v1/projects/none", "").path("code").asText())
                    .isEqualTo("DATABASE_UNAVAILABLE");
            awaitLog(Service.LABELING, "Not ready, waiting for database");

            postgres.restart();
            awaitReadiness(labeling, "database", "schema");
            assertThat(ask("GET", "/v1/projects/none", "").path("code").asText())
                    .isEqualTo("PROJECT_UNKNOWN");

            postgres.kill();
            awaitReadiness(labeling, "database", "DOWN");
            postgres.restart();
            awaitReadiness(labeling, "database", "schema");

            // its machine hangs, or a rule on the way drops what is sent
            signalDatabase("STOP");
            assertThat(health("ready").toString())
                    .as("it answers, and does not hang as well")
                    .contains("\"name\":\"database\",\"status\":\"DOWN\"");
            signalDatabase("CONT");
            awaitReadiness(labeling, "database", "schema");
        } finally {
            postgres.close();
        }
    }

    @Test
    void aStoreThatIsNotThereIsWaitedForAndOneThatGoesAsWell() throws Exception {
        Path store = directory.resolve("store");
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(store, elsewhere);
        Process trainer = start(Service.TRAINER, environment(Service.TRAINER));
        awaitReadiness(trainer, "store", "is not there");
        awaitLog(Service.TRAINER, "Not ready, waiting for store");

        Files.move(elsewhere, store);
        awaitReadiness(trainer, "store", "UP");
        Files.move(store, elsewhere);
        awaitReadiness(trainer, "store", "is not there");
    }

    @Test
    void labelingNeedsItsDatabaseOnly() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(directory.resolve("postgres"))) {
            Map<String, String> environment = environment(Service.LABELING);
            environment.put("MACAW_DATABASE_URL", postgres.jdbcUrl());
            environment.put("MACAW_DATABASE_USER", postgres.user());
            environment.put("MACAW_DATABASE_PASSWORD", "a guess");
            assertThat(refusal(Service.LABELING, environment)).contains("password", "MACAW_DATABASE_PASSWORD");

            environment.put("MACAW_DATABASE_PASSWORD", postgres.password());
            environment.put(
                    "MACAW_ACCESS_KEYS_FILE", directory.resolve("nobody.json").toString());
            assertThat(refusal(Service.LABELING, environment)).contains("nobody.json is not a file");

            environment.put("MACAW_ACCESS_KEYS_FILE", keys.toString());
            awaitReady(Service.LABELING, environment);
            assertThat(ask("GET", "/v1/projects/none", "").path("code").asText())
                    .isEqualTo("PROJECT_UNKNOWN");
        }
    }

    @Test
    void theTrainerNeedsItsStoreOnly() throws Exception {
        awaitReady(Service.TRAINER, environment(Service.TRAINER));
        assertThat(ask("GET", "/v1/runs/none", "").path("code").asText()).isEqualTo("RUN_UNKNOWN");
    }

    @Test
    void generatorAndRewardAreReadyWithoutAnyModel() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("kafka"))) {
            broker.createTopics("default");
            Map<String, String> environment = environment(Service.GENERATOR);
            environment.put("MACAW_KAFKA_BOOTSTRAP", broker.bootstrap());

            awaitReady(Service.GENERATOR, environment);
            String question = "{\"model\": \"none\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}";
            assertThat(ask("POST", "/v1/chat/completions", question)
                            .path("error")
                            .path("code")
                            .asText())
                    .isEqualTo("POLICY_UNKNOWN");
            endAll();

            awaitReady(Service.REWARD, environment);
            String items = "{\"reward\": \"none\", \"items\": [{\"prompt\": \"a\", \"response\": \"b\"}]}";
            assertThat(ask("POST", "/v1/score", items).path("code").asText()).isEqualTo("REWARD_UNKNOWN");
        }
    }

    /** All that a service is told; the broker is where nobody listens. */
    private Map<String, String> environment(Service service) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("MACAW_HTTP_PORT", Integer.toString(address.http()));
        environment.put("MACAW_MANAGEMENT_PORT", Integer.toString(address.management()));
        environment.put("MACAW_KAFKA_BOOTSTRAP", "127.0.0.1:9");
        environment.put(
                "MACAW_STATE_DIR", directory.resolve("state-" + service.title()).toString());
        environment.put("MACAW_ACCESS_KEYS_FILE", keys.toString());
        if (service == Service.LABELING) {
            environment.put("MACAW_DATABASE_URL", "jdbc:postgresql://127.0.0.1:9/postgres");
            environment.put("MACAW_DATABASE_USER", "macaw");
            environment.put("MACAW_DATABASE_PASSWORD", "a guess");
            environment.put("MACAW_GENERATOR_TARGET", "127.0.0.1:9");
        } else {
            environment.put("MACAW_STORE", directory.resolve("store").toString());
            environment.put("ORT_GQA_DISABLE_FLASH_ATTENTION", "1");
        }
        return environment;
    }

    /** The one line on standard error of a service that cannot start. */
    private String refusal(Service service, Map<String, String> environment) throws Exception {
        Process process = start(service, environment);
        assertThat(process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("it gives up")
                .isTrue();
        List<String> lines = Files.readAllLines(errors(service));
        assertThat(lines).as(service.title()).singleElement().asString().startsWith("cannot start: ");
        assertThat(process.exitValue()).isEqualTo(CONFIGURATION);
        return lines.getFirst();
    }

    private void awaitReady(Service service, Map<String, String> environment) throws Exception {
        Process process = start(service, environment);
        Readiness readiness = new Readiness(address);
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!readiness.holds()) {
            assertThat(process.isAlive()).as(Files.readString(errors(service))).isTrue();
            assertThat(System.nanoTime()).as("ready within " + READY_LIMIT).isLessThan(deadline);
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private JsonNode health(String which) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.managementUrl() + "/q/health/" + which))
                .timeout(Duration.ofSeconds(10))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }

    /** Waits until the readiness check of this name says so. */
    private void awaitReadiness(Process process, String check, String says) throws Exception {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        String last = "";
        while (!last.contains(says)) {
            assertThat(process.isAlive()).as("it lives on").isTrue();
            assertThat(System.nanoTime())
                    .as(check + " is to say " + says + ", says " + last)
                    .isLessThan(deadline);
            process.waitFor(50, TimeUnit.MILLISECONDS);
            try {
                for (JsonNode each : health("ready").path("checks")) {
                    last = each.path("name").asText().equals(check) ? each.toString() : last;
                }
            } catch (IOException notListening) {
                last = "";
            }
        }
    }

    private static void signalDatabase(String signal) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of("kill", "-" + signal),
                        ProcessHandle.current()
                                .descendants()
                                .filter(each -> each.info().command().orElse("").endsWith("/postgres"))
                                .map(each -> Long.toString(each.pid())))
                .toList();
        assertThat(command).as("processes of the database").hasSizeGreaterThan(3);
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private void awaitLog(Service service, String line) throws Exception {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        Path log = directory.resolve(service.title() + ".log");
        while (!Files.readString(log).contains(line)) {
            assertThat(System.nanoTime()).as("a line \"" + line + "\"").isLessThan(deadline);
            started.getLast().waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            assertThat(process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("it ends when it is told to")
                    .isTrue();
        }
    }

    /** The environment is the given one, nothing else. */
    private Process start(Service service, Map<String, String> environment) throws IOException {
        Path jar = ROOT.resolve("services/" + service.title() + "/target/quarkus-app/quarkus-run.jar");
        assertThat(jar).as("./mvnw package -DskipTests makes it").exists();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.toString())
                .redirectOutput(directory.resolve(service.title() + ".log").toFile())
                .redirectError(errors(service).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path errors(Service service) {
        return directory.resolve(service.title() + ".errors");
    }

    private JsonNode ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.url() + path))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }
}
