package macaw.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * What to start and where.
 *
 * @param state the one directory that everything of this stack is written to
 * @param root the checkout whose services are built
 * @param namespace whose topics are made
 * @param threads native threads of each service; the phases of a cycle alternate, so each may use all cores
 * @param services which of the four; broker and database always run
 * @param usualPorts whether to take the ports of the documentation where they are free; tests that run beside others should not
 */
public record StackOptions(
        Path state, Path root, String namespace, int threads, Set<Service> services, boolean usualPorts) {

    public StackOptions {
        state = state.toAbsolutePath().normalize();
        root = root.toAbsolutePath().normalize();
        services = Set.copyOf(services);
        if (threads < 1) {
            throw new StackException("threads must be at least 1, was " + threads);
        }
    }

    /** The whole stack on the usual ports with a thread per core. */
    public static StackOptions whole(Path state, Path root) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new StackOptions(state, root, "default", cores, EnumSet.allOf(Service.class), true);
    }

    /** The same on any free ports. */
    public StackOptions onFreePorts() {
        return new StackOptions(state, root, namespace, threads, services, false);
    }

    /** The same with these services only. */
    public StackOptions with(Set<Service> only) {
        return new StackOptions(state, root, namespace, threads, only, usualPorts);
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
