package macaw.chassis.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Looks every few seconds whether the broker answers and has the topics that this service uses, and says each change once. */
public final class BrokerWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int ANSWER_MILLIS = 4_000;

    private final KafkaConnection connection;
    private final List<String> topics;
    private final InstantSource clock;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile State state;

    /** What was seen last, and since when it is so. */
    public sealed interface State {
        /** Since when. */
        Instant since();

        /** Nobody has looked yet. */
        record NotAsked(Instant since) implements State {}

        /** The broker answers and has every topic. */
        record Answers(Instant since) implements State {}

        /** The broker answers and lacks topics; automatic creation is off. */
        record LacksTopics(Instant since, List<String> topics) implements State {}

        /** Nobody answers. */
        record Silent(Instant since, String reason) implements State {}

        /** For a person. */
        default String describe() {
            return switch (this) {
                case NotAsked ignored -> "was not asked yet";
                case Answers answers -> "answers since " + answers.since();
                case LacksTopics lacks -> "lacks " + String.join(", ", lacks.topics()) + " since " + lacks.since();
                case Silent silent -> "does not answer since " + silent.since() + ": " + silent.reason();
            };
        }
    }

    /** A watch that begins with {@link #start}. */
    public BrokerWatch(KafkaConnection connection, List<String> topics, InstantSource clock) {
        this.connection = connection;
        this.topics = List.copyOf(topics);
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
            try (Admin admin = Admin.create(connection.admin("watch", ANSWER_MILLIS))) {
                while (!ended) {
                    become(look(admin));
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

    private State look(Admin admin) throws InterruptedException {
        try {
            var missing = new ArrayList<>(topics);
            missing.removeAll(admin.listTopics().names().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS));
            return missing.isEmpty()
                    ? new State.Answers(clock.instant())
                    : new State.LacksTopics(clock.instant(), List.copyOf(missing));
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return new State.Silent(clock.instant(), AckedProducer.rootMessage(e));
        }
    }

    private void become(State seen) {
        boolean same = seen.getClass() == state.getClass()
                && (!(seen instanceof State.LacksTopics lacks)
                        || lacks.topics().equals(((State.LacksTopics) state).topics()));
        if (same) {
            return;
        }
        state = seen;
        if (seen instanceof State.Answers) {
            LOG.infof("Kafka at %s %s", connection.bootstrap(), seen.describe());
        } else {
            LOG.warnf("Kafka at %s %s; waiting", connection.bootstrap(), seen.describe());
        }
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
