package macaw.localstack.testing;

import java.nio.file.Path;
import macaw.localstack.LocalBroker;

/** A real broker for a test. */
public interface TestBroker extends AutoCloseable {
    /** Starts one, and returns when it answers. A process keeps its data in the directory, a container in itself. */
    static TestBroker start(Path directory) {
        return Containers.wanted() ? new ContainerBroker() : new OnThisMachine(LocalBroker.start(directory));
    }

    /** {@code host:port}. */
    String bootstrap();

    /** Makes the topics of {@code topics.yaml} for a namespace; those that are there stay as they are. */
    void createTopics(String namespace);

    /** SIGKILL. */
    void kill();

    /** Starts it again on the same port and data, and returns when it answers. */
    void restart();

    @Override
    void close();

    /** A process of this machine. */
    record OnThisMachine(LocalBroker broker) implements TestBroker {
        @Override
        public String bootstrap() {
            return broker.bootstrap();
        }

        @Override
        public void createTopics(String namespace) {
            broker.createTopics(namespace);
        }

        @Override
        public void kill() {
            broker.kill();
        }

        @Override
        public void restart() {
            broker.restart();
        }

        @Override
        public void close() {
            broker.close();
        }
    }
}
