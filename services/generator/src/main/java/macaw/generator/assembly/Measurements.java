package macaw.generator.assembly;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import macaw.chassis.engine.BusyTime;
import macaw.chassis.metrics.Metric;
import macaw.generator.engine.GenerationMeter;
import macaw.records.VersionRef;

/** What the engine does, as metrics. */
public final class Measurements implements GenerationMeter {
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Counter prefilled;
    private final Counter shared;
    private final Counter decoded;
    private final BusyTime busy = new BusyTime();
    private final Counter overloaded;
    private final Timer firstToken;
    private final Timer publishToFirstToken;
    /** Versions that were published and have written nothing yet. */
    private final Map<VersionRef, Instant> fresh = new ConcurrentHashMap<>();
    /** Highest number that has written, by policy. */
    private final Map<String, AtomicLong> newest = new ConcurrentHashMap<>();

    Measurements(MeterRegistry meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
        prefilled = Metric.GENERATION_TOKENS.counter(meters, "prefill");
        shared = Metric.GENERATION_TOKENS.counter(meters, "shared");
        decoded = Metric.GENERATION_TOKENS.counter(meters, "decode");
        FunctionCounter.builder(Metric.ENGINE_BUSY.meter(), busy, b -> b.spent().toNanos() / 1e9)
                .description(Metric.ENGINE_BUSY.meaning())
                .register(meters);
        overloaded = Metric.GENERATION_OVERLOADED.counter(meters);
        firstToken = timer(Metric.TIME_TO_FIRST_TOKEN);
        publishToFirstToken = timer(Metric.PUBLISH_TO_FIRST_TOKEN);
    }

    /** A version was published at that time. */
    public void published(VersionRef policy, Instant at) {
        fresh.put(policy, at);
    }

    @Override
    public void promptComputed(int tokens) {
        prefilled.increment(tokens);
    }

    @Override
    public void promptCopied(int tokens) {
        shared.increment(tokens);
    }

    @Override
    public void written(VersionRef policy, int tokens) {
        decoded.increment(tokens);
        Instant at = fresh.isEmpty() ? null : fresh.remove(policy);
        if (at != null) {
            publishToFirstToken.record(Duration.between(at, clock.instant()));
        }
        newest.computeIfAbsent(policy.namespace() + "/" + policy.name(), this::newestGauge)
                .accumulateAndGet(policy.number(), Math::max);
    }

    @Override
    public void firstToken(Duration waited) {
        firstToken.record(waited);
    }

    @Override
    public void overloaded() {
        overloaded.increment();
    }

    @Override
    public void stepBegins() {
        busy.begin();
    }

    @Override
    public void stepEnds() {
        busy.end();
    }

    private AtomicLong newestGauge(String policy) {
        var number = new AtomicLong();
        Metric.POLICY_VERSION.gauge(meters, number, AtomicLong::get, policy);
        return number;
    }

    private Timer timer(Metric metric) {
        return Timer.builder(metric.meter())
                .description(metric.meaning())
                .publishPercentileHistogram()
                .register(meters);
    }
}
