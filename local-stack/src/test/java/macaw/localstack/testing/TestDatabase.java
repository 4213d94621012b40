package macaw.localstack.testing;

import java.nio.file.Path;
import macaw.localstack.LocalPostgres;

/** A real PostgreSQL for a test. */
public interface TestDatabase extends AutoCloseable {
    /** Starts one, and returns when it answers. A process keeps its data in the directory, a container in itself. */
    static TestDatabase start(Path directory) {
        return Containers.wanted() ? new ContainerDatabase() : new OnThisMachine(LocalPostgres.start(directory));
    }

    /** {@code jdbc:postgresql://host:port/database}. */
    String jdbcUrl();

    /** The owner of the database. */
    String user();

    String password();

    /** SIGKILL. */
    void kill();

    /** Starts it again on the same port and data, and returns when it answers. */
    void restart();

    @Override
    void close();

    /** A process of this machine. */
    record OnThisMachine(LocalPostgres postgres) implements TestDatabase {
        @Override
        public String jdbcUrl() {
            return postgres.jdbcUrl();
        }

        @Override
        public String user() {
            return postgres.user();
        }

        @Override
        public String password() {
            return postgres.password();
        }

        @Override
        public void kill() {
            postgres.kill();
        }

        @Override
        public void restart() {
            postgres.restart();
        }

        @Override
        public void close() {
            postgres.close();
        }
    }
}
