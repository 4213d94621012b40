package macaw.localstack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Tests run on containers when {@code -Dmacaw.containers=true} says so; {@code ./macaw test --containers} does. */
final class Containers {
    static final Duration START_LIMIT = Duration.ofSeconds(120);

    private Containers() {}

    static boolean wanted() {
        return Boolean.getBoolean("macaw.containers");
    }

    /** The image that Compose uses as well, by the same variable. */
    static GenericContainer<?> of(String variable, String image) {
        String name = Optional.ofNullable(System.getenv(variable)).orElse(image);
        return new GenericContainer<>(DockerImageName.parse(name)).withStartupTimeout(START_LIMIT);
    }

    /** Fixed, because a container that is started again has to be where it was. */
    static int publish(GenericContainer<?> container, int inside) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            container.setPortBindings(List.of("127.0.0.1:" + port + ":" + inside));
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; the container stays, with its data. */
    static void kill(GenericContainer<?> container) {
        DockerClientFactory.instance()
                .client()
                .killContainerCmd(container.getContainerId())
                .exec();
    }

    /** Starts one that was killed. */
    static void startAgain(GenericContainer<?> container) {
        DockerClientFactory.instance()
                .client()
                .startContainerCmd(container.getContainerId())
                .exec();
    }
}
