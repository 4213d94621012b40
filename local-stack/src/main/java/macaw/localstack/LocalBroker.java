package macaw.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import macaw.errors.CodedException;
import macaw.topics.Topics;
import macaw.topics.kafka.BrokerTopics;
import org.apache.kafka.clients.admin.Admin;

/** A real Kafka broker (KRaft, one node) in a process of its own on the loopback interface; its data stay in the directory it is given. */
public final class LocalBroker implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration TOPICS_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final Path log;
    private final Guard guard;
    private final boolean ownsGuard;
    private final int port;
    private final int controllerPort;
    private ChildProcess process;

    private LocalBroker(Path directory, Path log, Guard guard, boolean ownsGuard, int port, int controllerPort) {
        this.directory = directory.toAbsolutePath();
        this.log = log;
        this.guard = guard;
        this.ownsGuard = ownsGuard;
        this.port = port;
        this.controllerPort = controllerPort;
        this.process = launch();
    }

    /** Starts a broker on free ports, without topics, and returns when it answers. Closing it leaves the data. */
    public static LocalBroker start(Path directory) {
        Ports ports = new Ports();
        Guard guard = Guard.start();
        try {
            LocalBroker broker = new LocalBroker(
                    directory, directory.resolve("broker.log"), guard, true, ports.take(0), ports.take(0));
            broker.awaitReady();
            return broker;
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    static LocalBroker launch(Path directory, Path log, Guard guard, int port, int controllerPort) {
        return new LocalBroker(directory, log, guard, false, port, controllerPort);
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Makes the topics of {@code topics.yaml} for a namespace; those that are there stay as they are. */
    public void createTopics(String namespace) {
        try (Admin admin = admin()) {
            new BrokerTopics(admin, TOPICS_LIMIT).createMissing(Topics.of(namespace), Optional.of(1));
        } catch (CodedException e) {
            throw new StackException("the topics cannot be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the topics are made", e);
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts the broker again on the same ports and data, and returns when it answers. */
    public void restart() {
        process.stop(STOP_LIMIT);
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        process.stop(STOP_LIMIT);
        if (ownsGuard) {
            guard.close();
        }
    }

    ChildProcess process() {
        return process;
    }

    void awaitReady() {
        process.awaitReady(() -> Ports.answers(port), START_LIMIT);
        try (Admin admin = admin()) {
            process.awaitReady(() -> answers(admin), START_LIMIT);
        }
    }

    private static boolean answers(Admin admin) {
        try {
            return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the broker starts", e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrap(), "default.api.timeout.ms", "30000", "request.timeout.ms", "5000"));
    }

    private ChildProcess launch() {
        Path properties = directory.resolve("server.properties");
        Path data = directory.resolve("data");
        try {
            Files.createDirectories(data);
            Properties settings = settings(data);
            try (var out = Files.newBufferedWriter(properties)) {
                settings.store(out, null);
            }
        } catch (IOException e) {
            throw new StackException(
                    "the broker's directory " + directory + " cannot be written: " + e.getMessage(), e);
        }
        List<String> command = List.of(
                JavaCommand.executable(),
                "-Xms64m",
                "-Xmx192m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.SimpleFormatter.format=%1$tF %1$tT %4$s %3$s %5$s%6$s%n",
                "-cp",
                JavaCommand.classPath(),
                BrokerMain.class.getName(),
                properties.toString(),
                data.toString());
        return ChildProcess.start("kafka", command, Map.of(), log, guard);
    }

    private Properties settings(Path data) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // A killed consumer must not hold its partitions for the usual 45 seconds.
        settings.put("group.min.session.timeout.ms", "1000");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("log.segment.bytes", "67108864");
        return settings;
    }
}
