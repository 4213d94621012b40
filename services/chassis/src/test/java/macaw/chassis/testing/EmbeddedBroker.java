package macaw.chassis.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Time;

/** A real broker (KRaft) in the test's own JVM, on loopback, in a directory of its own under target. */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Duration LEADERS_WITHIN = Duration.ofSeconds(30);

    private final Properties properties;
    private final int port;
    private final Map<String, Integer> doors = new LinkedHashMap<>();
    private KafkaRaftServer server;

    /** Formats a directory and starts. */
    public EmbeddedBroker() {
        this(Map.of(), Map.of());
    }

    /**
     * A broker with more listeners than the one that lets everybody in.
     *
     * @param protocols Kafka's security protocol of each listener, by its name
     * @param settings of the broker beside the usual ones
     */
    public EmbeddedBroker(Map<String, String> protocols, Map<String, String> settings) {
        try {
            Path home = Files.createTempDirectory(Path.of("target"), "kafka").toAbsolutePath();
            this.port = freePort();
            for (String name : protocols.keySet()) {
                doors.put(name, freePort());
            }
            int controllerPort = freePort();
            properties = new Properties();
            properties.putAll(Map.ofEntries(
                    Map.entry("process.roles", "broker,controller"),
                    Map.entry("node.id", "1"),
                    Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                    Map.entry(
                            "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                    Map.entry("controller.listener.names", "CONTROLLER"),
                    Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                    Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("offsets.topic.num.partitions", "1"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    Map.entry("auto.create.topics.enable", "false"),
                    Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                    Map.entry("log.dirs", home.resolve("data").toString())));
            doors.forEach((name, number) -> {
                properties.merge("listeners", name + "://127.0.0.1:" + number, (all, more) -> all + "," + more);
                properties.merge(
                        "listener.security.protocol.map",
                        name + ":" + protocols.get(name),
                        (all, more) -> all + "," + more);
            });
            properties.putAll(settings);
            Path file = home.resolve("server.properties");
            try (var out = Files.newOutputStream(file)) {
                properties.store(out, "test broker");
            }
            StorageTool.execute(
                    new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                    new PrintStream(OutputStream.nullOutputStream(), true));
            server = started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private KafkaRaftServer started() {
        var fresh = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        fresh.startup();
        return fresh;
    }

    /** host:port of one of the other listeners. */
    public String bootstrap(String listener) {
        return "127.0.0.1:" + doors.get(listener);
    }

    /** host:port. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Makes a topic. */
    public void create(String topic, int partitions, Map<String, String> settings) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                    .all()
                    .get();
            awaitLeaders(admin, topic, partitions);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A topic is made before the broker knows it and before each partition has its leader; offsets are told after that only. */
    private static void awaitLeaders(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition), partition -> OffsetSpec.latest()));
        long giveUp = System.nanoTime() + LEADERS_WITHIN.toNanos();
        while (true) {
            try {
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > giveUp) {
                    throw e;
                }
            }
        }
    }

    /** Ends the broker and keeps its data. */
    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Starts it again on its data and its port. */
    public void start() {
        server = started();
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
