package macaw.chassis.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.Optional;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.lifecycle.ReadinessWatch;
import macaw.chassis.settings.ServiceSettings;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every service shows of itself: its version, whether it is ready, its memory and the room on its disks. */
@ApplicationScoped
public class ServiceGauges {
    private final MeterRegistry meters;
    private final ServiceSettings settings;
    private final ReadinessWatch readiness;
    private final String version;
    private final Optional<String> store;

    /** @param store {@code MACAW_STORE} of the services that have one: a directory, or a URL */
    ServiceGauges(
            MeterRegistry meters,
            ServiceSettings settings,
            ReadinessWatch readiness,
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = "macaw.store") Optional<String> store) {
        this.meters = meters;
        this.settings = settings;
        this.readiness = readiness;
        this.version = version;
        this.store = store;
    }

    void begin(@Observes @Priority(Phases.LAST) StartupEvent start) {
        Metric.BUILD.gauge(meters, this, gauges -> 1, version);
        Metric.READY.gauge(meters, readiness, seen -> seen.ready() ? 1 : 0);
        Metric.RESIDENT_MEMORY.gauge(meters, this, gauges -> ResidentMemory.bytes());
        DiskSpace.show(meters, "state", settings.stateDir());
        store.filter(place -> !place.contains("://"))
                .ifPresent(directory -> DiskSpace.show(meters, "store", Path.of(directory)));
    }
}
