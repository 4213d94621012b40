package macaw.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;

/** A real Prometheus that reads a stack's metrics every second and evaluates the rules that are shipped. */
final class LocalPrometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A panel shows what was, too: figures of a run go when the next one begins. */
    private static final Duration PAST = Duration.ofMinutes(10);

    private final Process process;
    private final URI address;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Whether the machine has one. */
    static boolean isThere() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
    }

    /** Starts it; its data and its log are in the directory. */
    LocalPrometheus(LocalStack stack, Path rules, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, configuration(stack, rules));
        int port = freePort();
        address = URI.create("http://127.0.0.1:" + port);
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
    }

    /** The job of each service is called as everywhere: by the service's name. */
    private static String configuration(LocalStack stack, Path rules) {
        StringBuilder configuration = new StringBuilder("""
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 5s}
                rule_files: ["%s"]
                scrape_configs:
                """.formatted(rules));
        for (Service service : Service.values()) {
            URI management = URI.create(stack.address(service).managementUrl());
            configuration.append("""
                      - job_name: %s
                        metrics_path: /q/metrics
                        static_configs: [{targets: ["%s"]}]
                    """.formatted(service.title(), management.getAuthority()));
        }
        return configuration.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** How many series the answer has whose value is a number now or was one of late. */
    int series(String query) throws IOException, InterruptedException {
        long now = Instant.now().getEpochSecond();
        JsonNode answer = get("/api/v1/query_range?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)
                + "&start=" + (now - PAST.toSeconds()) + "&end=" + now + "&step=1");
        int numbers = 0;
        for (JsonNode series : answer.at("/data/result")) {
            if (series.path("values")
                    .valueStream()
                    .anyMatch(value -> !value.path(1).asText().equals("NaN"))) {
                numbers++;
            }
        }
        return numbers;
    }

    /** What is wrong with rules that were evaluated, one line each. */
    List<String> rulesThatFail() throws IOException, InterruptedException {
        List<String> failing = new ArrayList<>();
        for (JsonNode group : get("/api/v1/rules").at("/data/groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (!rule.path("health").asText().equals("ok")) {
                    failing.add(rule.path("name").asText() + ": "
                            + rule.path("health").asText() + " "
                            + rule.path("lastError").asText());
                }
            }
        }
        return failing;
    }

    /** Whether it answers. */
    boolean isReady() throws InterruptedException {
        try {
            return ask("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
