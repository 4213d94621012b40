package macaw.chassis.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.lifecycle.ProcessName;
import macaw.chassis.lifecycle.SettingsGate;
import macaw.chassis.metrics.Metric;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.tracing.Tracing;
import macaw.topics.Topics;
import macaw.topics.kafka.KafkaSecurity;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Kafka for a service: makes workers, followers and the one producer, measures their lag, and ends them in order. A service asks for what it
 * needs in an observer of {@link StartupEvent}.
 */
@ApplicationScoped
public class Messaging {
    /** How long what is in flight may take at the end. */
    static final Duration DRAIN = Duration.ofSeconds(15);

    private final String service;
    private final KafkaConnection connection;
    private final ServiceSettings settings;
    private final MeterRegistry meters;
    private final Topics topics;
    private final AckedProducer producer;
    private final DeadLetters deadLetters;
    private final Tracing tracing;
    private final BrokerWatch watch;
    private final InstantSource clock = InstantSource.system();
    private final List<Worker<?>> workers = new CopyOnWriteArrayList<>();
    private final List<TopicFollower<?>> followers = new CopyOnWriteArrayList<>();

    Messaging(
            SettingsGate checked,
            ServiceSettings settings,
            MeterRegistry meters,
            Tracing tracing,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.service = service;
        this.settings = settings;
        this.meters = meters;
        this.tracing = tracing;
        this.connection = new KafkaConnection(
                settings.kafka().bootstrap(),
                ProcessName.in(settings.stateDir()),
                KafkaSecurity.of(variables(settings.kafka())));
        this.topics = Topics.of(settings.namespace());
        this.producer = new AckedProducer(connection, service, tracing);
        this.deadLetters = new DeadLetters(producer, topics.fullName("dead-letter"), meters);
        this.watch = new BrokerWatch(connection, topics, service, clock);
    }

    /** By the names of the variables. A default method of the settings would be taken for a setting itself. */
    private static Map<String, String> variables(ServiceSettings.Kafka kafka) {
        Map<String, String> variables = new HashMap<>();
        kafka.securityProtocol().ifPresent(value -> variables.put(KafkaSecurity.PROTOCOL, value));
        kafka.saslMechanism().ifPresent(value -> variables.put(KafkaSecurity.MECHANISM, value));
        kafka.saslJaasConfig().ifPresent(value -> variables.put(KafkaSecurity.JAAS, value));
        kafka.caFile().ifPresent(value -> variables.put(KafkaSecurity.CA_FILE, value));
        kafka.keystoreFile().ifPresent(value -> variables.put(KafkaSecurity.KEYSTORE, value));
        kafka.keystorePassword().ifPresent(value -> variables.put(KafkaSecurity.KEYSTORE_PASSWORD, value));
        return variables;
    }

    void begin(@Observes @Priority(Phases.FIRST) StartupEvent start) {
        watch.start();
        Metric.BROKER_UP.gauge(meters, watch, seen -> seen.state().works() ? 1 : 0);
    }

    /** Names of the topics and groups of this service's namespace. */
    public Topics topics() {
        return topics;
    }

    /** How to reach the broker, for who keeps offsets of its own. */
    public KafkaConnection connection() {
        return connection;
    }

    /** The producer of this process. */
    public AckedProducer producer() {
        return producer;
    }

    /** Where undecodable records go, for who reads a topic without a worker. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /** What the broker was last seen to do. */
    public BrokerWatch.State broker() {
        return watch.state();
    }

    /** Whether every topic that is followed here has been read to the end it had at the start. */
    public boolean caughtUp() {
        return followers.stream().allMatch(TopicFollower::caughtUp);
    }

    /** Full names of the topics that workers and followers read here. */
    public Set<String> reads() {
        return Stream.concat(
                        workers.stream().map(Worker::topic), followers.stream().map(TopicFollower::topic))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether this service works on records of the broker; what it only writes goes through an outbox, which waits. */
    boolean readsTopics() {
        return !topics.readBy(service).isEmpty();
    }

    List<TopicFollower<?>> followers() {
        return followers;
    }

    /** Starts to read a topic, by its short name, as one of its group; at most {@code inFlight} records are handed over at once. */
    public <T> void work(String topic, Decoder<T> decoder, int inFlight, RecordHandler<T> handler) {
        requireReader(topic);
        var worker = new Worker<>(
                connection,
                new Worker.Settings(
                        topics.fullName(topic),
                        topics.group(topic),
                        inFlight,
                        settings.stateDir().resolve("in-flight-" + topics.fullName(topic) + ".journal")),
                decoder,
                handler,
                deadLetters,
                clock,
                tracing);
        Metric.CONSUMER_LAG.gauge(meters, worker, Worker::lag, topics.fullName(topic));
        workers.add(worker);
        worker.start();
    }

    /** Starts to follow a compacted topic, by its short name, from its beginning. */
    public <T> void follow(String topic, Decoder<T> decoder, TopicFollower.Listener<T> listener) {
        requireReader(topic);
        var follower = new TopicFollower<>(connection, topics.fullName(topic), decoder, listener, deadLetters);
        followers.add(follower);
        follower.start();
    }

    /** What topics.yaml does not say of a service, neither its broker's watch nor its access rights would know. */
    private void requireReader(String topic) {
        if (!topics.readBy(service).contains(topics.fullName(topic))) {
            throw new IllegalStateException("topics.yaml does not list " + service + " among the readers of " + topic);
        }
    }

    void drain(@Observes @Priority(Phases.STOP_TAKING) ShutdownEvent end) {
        try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
            workers.forEach(worker -> closing.execute(() -> worker.close(DRAIN)));
            followers.forEach(follower -> closing.execute(follower::close));
        }
    }

    void leave(@Observes @Priority(Phases.LAST) ShutdownEvent end) {
        producer.close();
        watch.close();
    }
}
