package macaw.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What to start and where.
 *
 * @param state the one directory that everything of this stack is written to
 * @param root the checkout whose services are built
 * @param namespace whose topics are made
 * @param threads native threads of each service; the phases of a cycle alternate, so each may use all cores
 * @param services which of the four; broker and database always run
 * @param usualPorts whether to take the ports of the documentation where they are free; tests that run beside others should not
 * @param replicas how many of a service, where it is not one
 * @param environment settings that every service gets beside and in place of the stack's own, {@code MACAW_…} to value
 */
public record StackOptions(
        Path state,
        Path root,
        String namespace,
        int threads,
        Set<Service> services,
        boolean usualPorts,
        Map<Service, Integer> replicas,
        Map<String, String> environment) {

    /** Errors: a StackException that names what is wrong. */
    public StackOptions {
        state = state.toAbsolutePath().normalize();
        root = root.toAbsolutePath().normalize();
        services = Set.copyOf(services);
        replicas = Map.copyOf(replicas);
        environment = Map.copyOf(environment);
        for (var each : replicas.entrySet()) {
            requireWork(each.getKey(), each.getValue(), services);
        }
        if (threads < 1) {
            throw new StackException("threads must be at least 1, was " + threads);
        }
    }

    /** The whole stack on the usual ports with a thread per core. */
    public static StackOptions whole(Path state, Path root) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new StackOptions(state, root, "default", cores, EnumSet.allOf(Service.class), true, Map.of(), Map.of());
    }

    /** The same on any free ports. */
    public StackOptions onFreePorts() {
        return new StackOptions(state, root, namespace, threads, services, false, replicas, environment);
    }

    /** The same for another namespace's topics. */
    public StackOptions inNamespace(String other) {
        return new StackOptions(state, root, other, threads, services, usualPorts, replicas, environment);
    }

    /** The same with another budget of native threads a process. */
    public StackOptions withThreads(int budget) {
        return new StackOptions(state, root, namespace, budget, services, usualPorts, replicas, environment);
    }

    /** The same with these services only. */
    public StackOptions with(Set<Service> only) {
        return new StackOptions(state, root, namespace, threads, only, usualPorts, replicas, environment);
    }

    /** The same with so many instances of a service. */
    public StackOptions with(Service service, int instances) {
        Map<Service, Integer> changed = new EnumMap<>(Service.class);
        changed.putAll(replicas);
        changed.put(service, instances);
        return new StackOptions(state, root, namespace, threads, services, usualPorts, changed, environment);
    }

    /** The same with these settings for every service; they win over the stack's own, for instance over {@code MACAW_STORE}. */
    public StackOptions withEnvironment(Map<String, String> settings) {
        return new StackOptions(state, root, namespace, threads, services, usualPorts, replicas, settings);
    }

    /** What is started of the services, in order. */
    public List<Instance> instances() {
        return services.stream()
                .sorted()
                .flatMap(service -> IntStream.rangeClosed(1, replicas.getOrDefault(service, 1))
                        .mapToObj(ordinal -> new Instance(service, ordinal)))
                .toList();
    }

    private static void requireWork(Service service, int instances, Set<Service> services) {
        String title = service.title();
        int most = service.mostInstances();
        if (instances < 1 || instances > most) {
            String bounds = most == 1 ? "must be 1" : "must be from 1 to %d, one a partition".formatted(most);
            throw new StackException("the number of %s instances %s, was %d".formatted(title, bounds, instances));
        }
        if (instances > 1 && !services.contains(service)) {
            throw new StackException("%d %s instances are asked for, and %s is not among the services to start"
                    .formatted(instances, title, title));
        }
    }

    /** Makes the state directory, which holds secrets, for its owner alone, and the folders in it that others write to. */
    public void makeDirectories() {
        try {
            if (Files.notExists(state)) {
                Files.createDirectories(state);
                Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
            }
            Files.createDirectories(logs());
            Files.createDirectories(store());
        } catch (IOException e) {
            throw new StackException("the state directory " + state + " cannot be made: " + e.getMessage(), e);
        }
    }

    Path store() {
        return state.resolve("store");
    }

    /** The directory with a log per part. */
    public Path logs() {
        return state.resolve("logs");
    }
}
