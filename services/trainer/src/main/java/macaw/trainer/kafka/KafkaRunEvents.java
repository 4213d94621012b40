package macaw.trainer.kafka;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.logs.LogContext;
import macaw.trainer.runs.RunEvents;
import macaw.trainer.runs.RunView;
import macaw.trainer.wire.RunCodec;

/** Topic runs. Several changes of a run within a moment become one record, the last. */
public final class KafkaRunEvents implements RunEvents, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KafkaRunEvents.class.getName());
    private static final Duration MOMENT = Duration.ofMillis(300);

    private final AckedProducer producer;
    private final String topic;
    private final Map<String, RunView> changed = new LinkedHashMap<>();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("run-events").factory());
    private final ScheduledFuture<?> sending;

    /** Tells of runs through this producer. */
    public KafkaRunEvents(AckedProducer producer, String topic) {
        this.producer = producer;
        this.topic = topic;
        this.sending =
                sender.scheduleWithFixedDelay(this::send, MOMENT.toMillis(), MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void changed(RunView run) {
        synchronized (changed) {
            changed.put(run.run().id(), run);
        }
    }

    private void send() {
        List<RunView> runs;
        synchronized (changed) {
            runs = List.copyOf(changed.values());
            changed.clear();
        }
        for (RunView run : runs) {
            producer.send(topic, run.run().id(), RunCodec.encode(run).toByteArray())
                    .whenComplete((written, failure) -> {
                        if (failure != null) {
                            try (var lines = LogContext.run(run.run().id())) {
                                LOG.log(Level.WARNING, "run " + run.run().id() + " could not be told", failure);
                            }
                        }
                    });
        }
    }

    /** Sends what is left. */
    @Override
    public void close() {
        sending.cancel(false);
        sender.shutdown();
        send();
    }
}
