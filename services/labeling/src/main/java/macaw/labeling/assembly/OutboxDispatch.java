package macaw.labeling.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.metrics.Metric;
import macaw.errors.CodedException;
import macaw.labeling.kafka.KafkaTopics;
import macaw.labeling.outbox.Dispatcher;
import macaw.labeling.outbox.OutboxStore;
import macaw.labeling.texts.DefaultNamespace;
import macaw.topics.Topics;
import org.jboss.logging.Logger;

/** Empties the outbox as long as the service runs. Kafka being away makes the outbox longer and nothing else. */
@ApplicationScoped
public class OutboxDispatch {
    private static final Logger LOG = Logger.getLogger(OutboxDispatch.class);

    private final Dispatcher dispatcher;
    private final KafkaTopics topics;

    OutboxDispatch(
            Messaging messaging,
            DefaultNamespace namespace,
            LabelingSettings settings,
            OutboxStore outbox,
            MeterRegistry meters) {
        topics = new KafkaTopics(
                messaging.connection(), Topics.of(namespace.or("")).outboxWriter());
        dispatcher = new Dispatcher(
                outbox,
                topics,
                settings.outbox().pause(),
                failure -> LOG.warnf("the outbox waits: %s", failure.getMessage()));
        Metric.OUTBOX_PENDING.gauge(meters, outbox, OutboxDispatch::pending);
    }

    private static double pending(OutboxStore outbox) {
        try {
            return outbox.pending();
        } catch (CodedException e) {
            return Double.NaN;
        }
    }

    void start(@Observes @Priority(Phases.TAKE) StartupEvent event) {
        dispatcher.start();
    }

    void stop(@Observes @Priority(Phases.STOP_TAKING) ShutdownEvent event) {
        dispatcher.close();
        topics.close();
    }
}
