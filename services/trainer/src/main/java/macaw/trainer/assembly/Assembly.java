package macaw.trainer.assembly;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import macaw.artefacts.ArtefactStore;
import macaw.chassis.engine.EngineThread;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.lifecycle.ProcessName;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.tracing.Tracing;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.grpc.LabelingSnapshots;
import macaw.trainer.imports.Imports;
import macaw.trainer.jsonl.JsonlLog;
import macaw.trainer.kafka.KafkaRolloutExchange;
import macaw.trainer.kafka.KafkaRunEvents;
import macaw.trainer.kafka.KafkaVersionEvents;
import macaw.trainer.memory.MemoryGuard;
import macaw.trainer.publishing.MeasuredVersionEvents;
import macaw.trainer.publishing.VersionDesk;
import macaw.trainer.publishing.VersionEvents;
import macaw.trainer.runs.Learners;
import macaw.trainer.runs.MetricsLog;
import macaw.trainer.runs.Runs;
import macaw.trainer.runs.Workshop;
import macaw.trainer.tensorboard.TensorBoardLog;

/** Makes the trainer's parts from its settings and ends them in order. */
@ApplicationScoped
public class Assembly {
    private static final Runs.Backoff BACKOFF = new Runs.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

    private final ServiceSettings service;
    private final TrainerSettings trainer;
    private final Messaging messaging;
    private final MeterRegistry meters;
    private final Tracing tracing;
    private final InstantSource clock = InstantSource.system();
    private final EngineThread engine = new EngineThread("engine");
    private final KafkaRunEvents runEvents;
    private final Optional<ManagedChannel> labeling;

    Assembly(
            ServiceSettings service,
            TrainerSettings trainer,
            Messaging messaging,
            MeterRegistry meters,
            Tracing tracing) {
        this.service = service;
        this.trainer = trainer;
        this.messaging = messaging;
        this.meters = meters;
        this.tracing = tracing;
        this.runEvents =
                new KafkaRunEvents(messaging.producer(), messaging.topics().fullName("runs"));
        this.labeling =
                trainer.labeling().target().map(target -> ServiceChannels.open(target, service.serviceKey(), tracing));
    }

    @Produces
    @Singleton
    VersionEvents versionEvents() {
        return new MeasuredVersionEvents(new KafkaVersionEvents(messaging.producer(), messaging.topics()), meters);
    }

    @Produces
    @Singleton
    VersionDesk versions(ArtefactStore store, VersionEvents events) {
        return new VersionDesk(service.namespace(), store, events);
    }

    @Produces
    @Singleton
    Imports imports(ArtefactStore store, VersionEvents events) {
        return new Imports(
                store,
                events,
                service.stateDir().resolve("imports"),
                trainer.imports().maxCheckpointBytes());
    }

    @Produces
    @Singleton
    Datasets datasets(ArtefactStore store) {
        return new Datasets(store, trainer.imports().maxDatasetBytes());
    }

    @Produces
    @Singleton
    Learners learners() {
        return new TorchLearners(
                service.device(),
                service.threads(),
                service.namespace(),
                MemoryGuard.of(
                        trainer.memory().check(),
                        service.device(),
                        trainer.memory().limitBytes()));
    }

    @Produces
    @Singleton
    Runs runs(ArtefactStore store, Learners learners, Datasets datasets, VersionEvents events) {
        Workshop workshop = new Workshop(
                store,
                learners,
                datasets,
                new EngineOnThread(engine),
                () -> KafkaRolloutExchange.open(
                        messaging.connection(), messaging.topics(), messaging.producer(), messaging.deadLetters()),
                events,
                clock,
                meters,
                tracing);
        return new Runs(
                service.namespace(),
                ProcessName.in(service.stateDir()),
                store,
                learners,
                datasets,
                new LabelingSnapshots(labeling.map(channel -> (Channel) channel)),
                workshop,
                runEvents,
                metricsLog(),
                BACKOFF,
                clock,
                meters);
    }

    private MetricsLog metricsLog() {
        return switch (trainer.metricsLog().format()) {
            case NONE -> MetricsLog.none();
            case JSONL -> new JsonlLog(trainer.metricsLog().directory().orElseThrow());
            case TENSORBOARD ->
                new TensorBoardLog(trainer.metricsLog().directory().orElseThrow(), clock);
        };
    }

    void begin(@Observes @Priority(Phases.TAKE) StartupEvent start, Runs runs, VersionDesk versions) {
        runs.open();
        Thread.ofVirtual().name("tell-versions").start(() -> new Patiently(BACKOFF).run(versions::tellAll));
    }

    void stop(@Observes @Priority(Phases.STOP_TAKING) ShutdownEvent end, Runs runs) {
        runs.close();
    }

    void close(@Observes @Priority(Phases.CLOSE) ShutdownEvent end) {
        engine.close();
        runEvents.close();
        labeling.ifPresent(ManagedChannel::shutdownNow);
    }
}
