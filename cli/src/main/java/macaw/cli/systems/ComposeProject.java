package macaw.cli.systems;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import macaw.localstack.Service;
import macaw.localstack.StackException;

/**
 * The containers of a checkout's docker-compose.yml, as {@code docker compose} tells of them: its own word on addresses holds whatever
 * ports, project name or further files the user has set.
 *
 * @param root the checkout's folder
 */
public record ComposeProject(Path root) {
    /** The broker's port for clients outside of the containers' network. */
    static final int KAFKA_PORT = 8191;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One container.
     *
     * @param name the container's
     * @param service the service of docker-compose.yml that it is of
     * @param state Docker's word: running, exited, …
     * @param health healthy, unhealthy, starting; empty without a health check
     * @param exitCode of one that has ended
     * @param published the host's port of each published one
     */
    public record Container(
            String name, String service, String state, String health, int exitCode, Map<Integer, Integer> published) {

        public boolean runs() {
            return state.equals("running");
        }

        /** The host's port that leads to a port of the container. */
        OptionalInt port(int inside) {
            Integer outside = published.get(inside);
            return outside == null ? OptionalInt.empty() : OptionalInt.of(outside);
        }
    }

    public static ComposeProject ofCheckout() {
        return new ComposeProject(CheckoutRoot.path());
    }

    /** What is up, and the operator's key; of several replicas the first. */
    RunningSystem running() {
        return system(containers(), ComposeSecrets.in(root).operatorKey());
    }

    static RunningSystem system(List<Container> containers, String key) {
        Map<Service, ServiceAddress> services = new EnumMap<>(Service.class);
        Map<String, Object> kafka = new HashMap<>();
        for (Container container : containers) {
            if (container.runs() && container.service().equals("kafka")) {
                container.port(KAFKA_PORT).ifPresent(port -> kafka.put("bootstrap.servers", "127.0.0.1:" + port));
            }
            for (Service service : Service.values()) {
                OptionalInt http = container.port(service.httpPort());
                OptionalInt management = container.port(service.managementPort());
                if (container.runs()
                        && container.service().equals(service.title())
                        && http.isPresent()
                        && management.isPresent()) {
                    services.putIfAbsent(
                            service, ServiceAddress.of("127.0.0.1", http.getAsInt(), management.getAsInt()));
                }
            }
        }
        if (services.isEmpty() && kafka.isEmpty()) {
            throw new StackException("nothing of docker-compose.yml is up; `docker compose up --wait` starts it");
        }
        return new RunningSystem(services, kafka, key);
    }

    /** All containers of the project, those that have ended included, in the order of their names. */
    public List<Container> containers() {
        return containers(docker("compose", "ps", "--all", "--format", "json"));
    }

    /** Reads {@code docker compose ps --format json}: a line a container, or, of older versions, one list. */
    public static List<Container> containers(String json) {
        List<Container> containers = new ArrayList<>();
        try (var parts = JSON.readerFor(JsonNode.class).<JsonNode>readValues(json)) {
            while (parts.hasNext()) {
                JsonNode part = parts.next();
                if (part.isArray()) {
                    part.forEach(each -> containers.add(container(each)));
                } else {
                    containers.add(container(part));
                }
            }
        } catch (IOException e) {
            throw new StackException("docker compose ps says what cannot be read: " + e.getMessage(), e);
        }
        containers.sort((a, b) -> a.name().compareTo(b.name()));
        return List.copyOf(containers);
    }

    private static Container container(JsonNode part) {
        Map<Integer, Integer> published = new HashMap<>();
        part.path("Publishers").forEach(port -> {
            if (port.path("PublishedPort").asInt() > 0) {
                published.put(
                        port.path("TargetPort").asInt(),
                        port.path("PublishedPort").asInt());
            }
        });
        return new Container(
                part.path("Name").asText(),
                part.path("Service").asText(),
                part.path("State").asText(),
                part.path("Health").asText(),
                part.path("ExitCode").asInt(),
                Map.copyOf(published));
    }

    /** Bytes that each running container takes, by its name, without the files that the kernel keeps for it. */
    public Map<String, Long> memory(List<Container> containers) {
        List<String> command = new ArrayList<>(List.of("stats", "--no-stream", "--format", "{{.Name}}\t{{.MemUsage}}"));
        containers.stream().filter(Container::runs).map(Container::name).forEach(command::add);
        Map<String, Long> memory = new HashMap<>();
        if (containers.stream().anyMatch(Container::runs)) {
            docker(command.toArray(String[]::new)).lines().forEach(line -> {
                String[] fields = line.split("\t");
                memory.put(fields[0], bytes(fields[1].split("/")[0].strip()));
            });
        }
        return memory;
    }

    /** What all of them take. */
    public long memoryBytes() {
        return memory(containers()).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Docker's way to write a size: {@code 512B}, {@code 301.4MiB}. */
    static long bytes(String size) {
        int unit = 0;
        while (unit < size.length() && (Character.isDigit(size.charAt(unit)) || size.charAt(unit) == '.')) {
            unit++;
        }
        double number = Double.parseDouble(size.substring(0, unit));
        int power = List.of("B", "KiB", "MiB", "GiB", "TiB").indexOf(size.substring(unit));
        if (power < 0) {
            throw new StackException("docker stats says a size that cannot be read: " + size);
        }
        return Math.round(number * Math.pow(1024, power));
    }

    private String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Path complaints = Files.createTempFile("macaw-docker", ".txt");
            try {
                // both streams to one pipe would mix warnings into what is read
                Process docker = new ProcessBuilder(command)
                        .directory(root.toFile())
                        .redirectError(complaints.toFile())
                        .start();
                String output = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (docker.waitFor() != 0) {
                    throw new StackException(String.join(" ", command.subList(0, 2)) + " failed: "
                            + Files.readString(complaints).strip());
                }
                return output;
            } finally {
                Files.delete(complaints);
            }
        } catch (IOException e) {
            throw new StackException("docker cannot be run, which --target compose needs: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while docker is asked", e);
        }
    }
}
