package macaw.chassis.lifecycle;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Asks the readiness checks every few seconds: the log says what they say, so that a service that waits is seen to wait, and what scrapes the
 * answer as a metric never waits for a dependency that hangs.
 */
@ApplicationScoped
public class ReadinessWatch {
    private static final Logger LOG = Logger.getLogger(ReadinessWatch.class);
    /** Longer than a start that has nothing to wait for takes to read its topics. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final SmallRyeHealthReporter reporter;
    private final ReadinessLog log = new ReadinessLog(InstantSource.system());
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean ready;

    ReadinessWatch(SmallRyeHealthReporter reporter) {
        this.reporter = reporter;
    }

    /** What the checks said when they were last asked; false before. */
    public boolean ready() {
        return ready;
    }

    void begin(@Observes @Priority(Phases.LAST) StartupEvent start) {
        Thread.ofPlatform().daemon().name("readiness-watch").start(this::run);
    }

    void end(@Observes @Priority(Phases.FIRST) ShutdownEvent end) {
        stopping.countDown();
    }

    private void run() {
        try {
            // Not yet in the log: a start takes a moment to read its topics.
            ask();
            while (!stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                log.lines(ask())
                        .forEach(line -> LOG.log(line.ready() ? Logger.Level.INFO : Logger.Level.WARN, line.text()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The checks that are down. */
    private Map<String, String> ask() {
        try {
            SmallRyeHealth health = reporter.getReadiness();
            ready = !health.isDown();
            return down(health.getPayload());
        } catch (RuntimeException e) {
            ready = false;
            return Map.of("its own checks", String.valueOf(e));
        }
    }

    private static Map<String, String> down(JsonObject health) {
        Map<String, String> down = new TreeMap<>();
        for (JsonValue value : health.getJsonArray("checks")) {
            JsonObject check = value.asJsonObject();
            if (!"UP".equals(check.getString("status"))) {
                down.put(check.getString("name"), reason(check));
            }
        }
        return down;
    }

    private static String reason(JsonObject check) {
        JsonObject data = check.getJsonObject("data");
        return data == null
                ? "no reason given"
                : data.entrySet().stream()
                        .map(each -> each.getKey() + ": "
                                + (each.getValue() instanceof JsonString text ? text.getString() : each.getValue()))
                        .collect(Collectors.joining("; "));
    }
}
