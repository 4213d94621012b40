package macaw.chassis.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.topics.TopicDifference;
import macaw.topics.Topics;
import macaw.topics.kafka.BrokerTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jboss.logging.Logger;

/**
 * Looks every few seconds whether the broker answers, lets this service in, and has the topics that it uses as the list wants them; says each
 * change once.
 */
public final class BrokerWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(4);

    private final KafkaConnection connection;
    private final Topics topics;
    private final String service;
    private final InstantSource clock;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile State state;

    /** What was seen last, and since when it is so. */
    public sealed interface State {
        /** Since when. */
        Instant since();

        /** Whether waiting alone does not help: somebody has to mend the topics, the broker's ACLs or a password. */
        default boolean needsMending() {
            return switch (this) {
                case NotAsked ignored -> false;
                case Answers ignored -> false;
                case Differs differs -> differs.differences().stream().anyMatch(TopicDifference::error);
                case Refuses ignored -> true;
                case Silent ignored -> false;
            };
        }

        /** Whether the broker answers and has all that the service needs. */
        default boolean works() {
            return switch (this) {
                case NotAsked ignored -> false;
                case Answers ignored -> true;
                case Differs ignored -> !needsMending();
                case Refuses ignored -> false;
                case Silent ignored -> false;
            };
        }

        /** Nobody has looked yet. */
        record NotAsked(Instant since) implements State {}

        /** The broker answers and has every topic as it is to be. */
        record Answers(Instant since) implements State {}

        /** The broker answers, and its topics are not as they are to be; automatic creation is off. */
        record Differs(Instant since, List<TopicDifference> differences) implements State {
            /** Copies the list. */
            public Differs {
                differences = List.copyOf(differences);
            }
        }

        /** The broker does not let this service in. */
        record Refuses(Instant since, String reason) implements State {}

        /** Nobody answers. */
        record Silent(Instant since, String reason) implements State {}

        /** For a person. */
        default String describe() {
            return switch (this) {
                case NotAsked ignored -> "was not asked yet";
                case Answers answers -> "answers since " + answers.since();
                case Differs differs ->
                    "answers; since " + differs.since() + ": "
                            + differs.differences().stream()
                                    .map(TopicDifference::describe)
                                    .collect(Collectors.joining("; "));
                case Refuses refuses -> "does not let us in since " + refuses.since() + ": " + refuses.reason();
                case Silent silent -> "does not answer since " + silent.since() + ": " + silent.reason();
            };
        }
    }

    /** A watch over the topics that a service uses; it begins with {@link #start}. */
    public BrokerWatch(KafkaConnection connection, Topics topics, String service, InstantSource clock) {
        this.connection = connection;
        this.topics = topics;
        this.service = service;
        this.clock = clock;
        this.state = new State.NotAsked(clock.instant());
        this.thread = Thread.ofPlatform().daemon().name("kafka-watch").unstarted(this::run);
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    /** What was seen last. */
    public State state() {
        return state;
    }

    private void run() {
        boolean ended = false;
        while (!ended) {
            try (Admin admin = Admin.create(connection.admin("watch", (int) ANSWER.toMillis()))) {
                var broker = new BrokerTopics(admin, ANSWER);
                while (!ended) {
                    become(look(broker));
                    ended = stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (KafkaException e) {
                become(new State.Silent(clock.instant(), AckedProducer.rootMessage(e)));
                ended = awaitEnd();
            } catch (InterruptedException e) {
                ended = true;
            }
        }
    }

    private boolean awaitEnd() {
        try {
            return stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private State look(BrokerTopics broker) throws InterruptedException {
        try {
            List<TopicDifference> differences =
                    topics.differencesFor(service, broker.look(topics.usedBy(service))).stream()
                            .filter(BrokerWatch::matters)
                            .toList();
            return differences.isEmpty()
                    ? new State.Answers(clock.instant())
                    : new State.Differs(clock.instant(), differences);
        } catch (CodedException e) {
            return e.getCause() instanceof AuthenticationException refused
                    ? new State.Refuses(clock.instant(), AckedProducer.rootMessage(refused))
                    : new State.Silent(clock.instant(), AckedProducer.rootMessage(e));
        }
    }

    /** What works although it differs is for {@code macaw doctor}: a single broker never has the list's replicas. */
    private static boolean matters(TopicDifference difference) {
        return difference.error() || difference instanceof TopicDifference.Denied;
    }

    private static boolean same(State seen, State known) {
        return switch (seen) {
            case State.NotAsked ignored -> known instanceof State.NotAsked;
            case State.Answers ignored -> known instanceof State.Answers;
            case State.Differs differs ->
                known instanceof State.Differs before && before.differences().equals(differs.differences());
            case State.Refuses refuses ->
                known instanceof State.Refuses before && before.reason().equals(refuses.reason());
            case State.Silent ignored -> known instanceof State.Silent;
        };
    }

    private void become(State seen) {
        if (same(seen, state)) {
            return;
        }
        state = seen;
        boolean waits = seen instanceof State.Silent || seen.needsMending();
        LOG.logf(
                waits ? Logger.Level.WARN : Logger.Level.INFO,
                "Kafka at %s %s%s",
                connection.bootstrap(),
                seen.describe(),
                waits ? "; waiting" : "");
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
