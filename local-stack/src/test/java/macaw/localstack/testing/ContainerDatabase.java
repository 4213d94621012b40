package macaw.localstack.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** PostgreSQL in a container of the public image, set up as docker-compose.yml does it. */
final class ContainerDatabase implements TestDatabase {
    private static final int PORT = 5432;
    private static final long PAUSE_NANOS = 100_000_000;

    private final GenericContainer<?> container;
    private final int port;

    ContainerDatabase() {
        container = Containers.of("POSTGRES_IMAGE", "postgres:18");
        port = Containers.publish(container, PORT);
        container
                .withEnv(Map.of("POSTGRES_USER", user(), "POSTGRES_DB", "macaw", "POSTGRES_PASSWORD", password()))
                .waitingFor(Wait.forListeningPort())
                .start();
        awaitAnswer();
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/macaw";
    }

    @Override
    public String user() {
        return "macaw";
    }

    @Override
    public String password() {
        return "only-for-this-container";
    }

    @Override
    public void kill() {
        Containers.kill(container);
    }

    @Override
    public void restart() {
        Containers.startAgain(container);
        awaitAnswer();
    }

    @Override
    public void close() {
        container.stop();
    }

    private void awaitAnswer() {
        long giveUp = System.nanoTime() + Containers.START_LIMIT.toNanos();
        while (true) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl(), user(), password())) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException notYet) {
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException("the database's container does not answer", notYet);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
