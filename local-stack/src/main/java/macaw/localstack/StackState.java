package macaw.localstack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StackState(
        ProcessIdentity supervisor,
        boolean ready,
        Map<String, ProcessIdentity> processes,
        Map<String, Integer> ports,
        String postgres,
        String key) {
    private static final String FILE = "stack.json";
    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** Where a service listens; empty when it was not started. */
    public Optional<Address> address(Service service) {
        Integer http = ports.get(service.title());
        Integer management = ports.get(service.title() + "-management");
        if (http == null || management == null || !processes.containsKey(service.title())) {
            return Optional.empty();
        }
        return Optional.of(new Address(http, management));
    }

    /** {@code host:port} of the broker. */
    public String kafka() {
        return "127.0.0.1:" + ports.getOrDefault("kafka", 0);
    }
}
