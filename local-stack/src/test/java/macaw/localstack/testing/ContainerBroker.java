package macaw.localstack.testing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import macaw.topics.Topics;
import macaw.topics.kafka.BrokerTopics;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A broker in a container of the public image, set up as docker-compose.yml does it. */
final class ContainerBroker implements TestBroker {
    private static final int HOST_LISTENER = 8191;

    private final GenericContainer<?> container;
    private final int port;

    ContainerBroker() {
        container = Containers.of("KAFKA_IMAGE", "apache/kafka:4.1.1");
        port = Containers.publish(container, HOST_LISTENER);
        container
                .withEnv(Map.ofEntries(
                        Map.entry("KAFKA_NODE_ID", "1"),
                        Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                        Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
                        Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                        Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE"),
                        Map.entry("KAFKA_LISTENERS", "INSIDE://:9092,CONTROLLER://:9093,HOST://:" + HOST_LISTENER),
                        Map.entry(
                                "KAFKA_ADVERTISED_LISTENERS", "INSIDE://localhost:9092,HOST://" + "127.0.0.1:" + port),
                        Map.entry(
                                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                                "INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,HOST:PLAINTEXT"),
                        Map.entry("KAFKA_LOG_DIRS", "/var/lib/kafka/data"),
                        Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                        Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"),
                        Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                        Map.entry("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")))
                .waitingFor(Wait.forListeningPort())
                .start();
        awaitAnswer();
    }

    @Override
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void createTopics(String namespace) {
        try (Admin admin = admin()) {
            new BrokerTopics(admin, Containers.START_LIMIT).createMissing(Topics.of(namespace), Optional.of(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
        try (Admin admin = admin()) {
            while (true) {
                try {
                    admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
                    return;
                } catch (ExecutionException | TimeoutException notYet) {
                    if (System.nanoTime() > giveUp) {
                        throw new IllegalStateException("the broker's container does not answer", notYet);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrap(), "default.api.timeout.ms", "30000", "request.timeout.ms", "5000"));
    }
}
