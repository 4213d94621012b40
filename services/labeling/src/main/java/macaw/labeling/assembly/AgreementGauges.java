package macaw.labeling.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.metrics.Metric;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.PostgresQuality;
import macaw.labeling.projects.Projects;
import macaw.labeling.quality.AgreementWatch;
import macaw.labeling.quality.Measure;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.wire.LabelCodec;
import org.jboss.logging.Logger;

/** Agreement as gauges: one appears with its first value and is no number while there is nothing to measure. */
@ApplicationScoped
public class AgreementGauges {
    private static final Logger LOG = Logger.getLogger(AgreementGauges.class);

    private record Name(String project, Measure measure) {}

    private final MeterRegistry meters;
    private final Map<Name, AtomicReference<Double>> values = new ConcurrentHashMap<>();
    private final AgreementWatch watch;

    AgreementGauges(
            Database database,
            Projects projects,
            DefaultNamespace namespaces,
            LabelingSettings settings,
            MeterRegistry meters) {
        this.meters = meters;
        watch = new AgreementWatch(
                () -> projects.list(namespaces.or("")),
                new PostgresQuality(database),
                settings.agreement().pause(),
                this::show,
                failure -> LOG.warnf("agreement is not measured now: %s", failure.getMessage()));
    }

    private void show(String project, Measure measure, OptionalDouble value) {
        var name = new Name(project, measure);
        if (value.isPresent()) {
            values.computeIfAbsent(name, this::register).set(value.getAsDouble());
        } else if (values.containsKey(name)) {
            values.computeIfAbsent(name, this::register).set(Double.NaN);
        }
    }

    private AtomicReference<Double> register(Name name) {
        var value = new AtomicReference<>(Double.NaN);
        Metric.AGREEMENT.gauge(meters, value, AtomicReference::get, name.project(), LabelCodec.word(name.measure()));
        return value;
    }

    void start(@Observes @Priority(Phases.TAKE) StartupEvent event) {
        watch.start();
    }

    void stop(@Observes @Priority(Phases.STOP_TAKING) ShutdownEvent event) {
        watch.close();
    }
}
