package macaw.localstack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a stack writes about itself into {@code stack.json}, readable by its owner only: enough to use it, to end it from another process
 * and to find its ports and data again.
 *
 * @param supervisor the process that started the others
 * @param ready whether all parts answered
 * @param processes the parts' processes by name
 * @param ports the ports by name
 * @param postgres the database as a URI with its credentials
 * @param key the operator's key
 * @param namespace whose topics were made
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StackState(
        ProcessIdentity supervisor,
        boolean ready,
        Map<String, ProcessIdentity> processes,
        Map<String, Integer> ports,
        String postgres,
        String key,
        String namespace) {
    private static final String FILE = "stack.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A file of an earlier build names no namespace. */
    public StackState {
        namespace = Objects.requireNonNullElse(namespace, "default");
    }

    /** The state of the stack that was last started in the directory; empty when none ever was. */
    public static Optional<StackState> read(Path state) {
        Path file = state.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StackState.class));
        } catch (IOException e) {
            throw new StackException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    void write(Path state) {
        try {
            LocalKeys.writeSecret(
                    state.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
        } catch (IOException e) {
            throw new StackException("the state directory " + state + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Whether the process that supervises the stack is there. */
    public boolean running() {
        return supervisor.alive();
    }

    /** Whether a part's process is there. */
    public boolean running(String part) {
        return Optional.ofNullable(processes.get(part))
                .filter(ProcessIdentity::alive)
                .isPresent();
    }

    /** Where a service's first instance listens; empty when it was not started. */
    public Optional<Address> address(Service service) {
        return address(Instance.first(service));
    }

    /** Where an instance listens; empty when it was not started. */
    public Optional<Address> address(Instance instance) {
        Integer http = ports.get(instance.title());
        Integer management = ports.get(instance.managementTitle());
        if (http == null || management == null || !processes.containsKey(instance.title())) {
            return Optional.empty();
        }
        return Optional.of(new Address(http, management));
    }

    /** What was started of the services, in order. */
    public List<Instance> instances() {
        return processes.keySet().stream()
                .flatMap(part -> Instance.named(part).stream())
                .sorted()
                .toList();
    }

    /** {@code host:port} of the broker. */
    public String kafka() {
        return "127.0.0.1:" + ports.getOrDefault("kafka", 0);
    }
}
