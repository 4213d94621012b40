package macaw.trainer.publishing;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.chassis.metrics.Metric;
import macaw.records.VersionRef;

/** Shows the newest version of each policy that was told: what every generator is to know a moment later. */
public final class MeasuredVersionEvents implements VersionEvents {
    private final VersionEvents events;
    private final MeterRegistry meters;
    private final Map<String, AtomicLong> newest = new ConcurrentHashMap<>();

    /** Tells through these events. */
    public MeasuredVersionEvents(VersionEvents events, MeterRegistry meters) {
        this.events = events;
        this.meters = meters;
    }

    @Override
    public void published(PublishedVersion version) {
        events.published(version);
        told(version);
    }

    @Override
    public void present(PublishedVersion version) {
        events.present(version);
        told(version);
    }

    @Override
    public void aliasChanged(VersionKind kind, String alias, VersionRef version) {
        events.aliasChanged(kind, alias, version);
    }

    private void told(PublishedVersion version) {
        if (version.kind() == VersionKind.POLICY) {
            newest.computeIfAbsent(
                            version.ref().namespace() + "/" + version.ref().name(), this::gauge)
                    .accumulateAndGet(version.ref().number(), Math::max);
        }
    }

    private AtomicLong gauge(String policy) {
        var number = new AtomicLong();
        Metric.POLICY_PUBLISHED.gauge(meters, number, AtomicLong::get, policy);
        return number;
    }
}
