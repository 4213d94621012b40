package macaw.generator.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.metrics.Metric;
import macaw.chassis.tracing.Tracing;
import macaw.generator.answering.EndedRuns;
import macaw.generator.answering.Rollouts;
import macaw.generator.assembly.GeneratorSettings;
import macaw.generator.assembly.Measurements;
import macaw.generator.assembly.PolicyMeters;
import macaw.generator.policies.PolicyPool;
import macaw.records.VersionRef;
import macaw.records.wire.Announcements;
import macaw.records.wire.RolloutCodec;
import macaw.v1.Prompt;
import macaw.v1.Run;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;

/** Reads the generator's topics from the service's start to its end. */
@ApplicationScoped
public class Intake {
    private final Messaging messaging;
    private final Rollouts rollouts;
    private final PolicyPool policies;
    private final GeneratorSettings settings;
    private final Measurements measurements;
    private final PolicyMeters policyMeters;
    private final MeterRegistry meters;
    private final Tracing tracing;
    private final Instant start;
    private final EndedRuns runs = new EndedRuns();

    Intake(
            Messaging messaging,
            Rollouts rollouts,
            PolicyPool policies,
            GeneratorSettings settings,
            Measurements measurements,
            PolicyMeters policyMeters,
            MeterRegistry meters,
            Tracing tracing,
            InstantSource clock) {
        this.messaging = messaging;
        this.rollouts = rollouts;
        this.policies = policies;
        this.settings = settings;
        this.measurements = measurements;
        this.policyMeters = policyMeters;
        this.meters = meters;
        this.tracing = tracing;
        this.start = clock.instant();
    }

    void take(@Observes @Priority(Phases.TAKE) StartupEvent event) {
        messaging.follow("runs", Announcements::run, this::runChanged);
        messaging.follow("policy-versions", Announcements::version, this::versionChanged);
        messaging.work(
                "prompts",
                Prompt::parseFrom,
                settings.generator().queuedRollouts(),
                new PromptRecords(
                        rollouts,
                        runs,
                        messaging.producer(),
                        messaging.topics().fullName("rollouts"),
                        outcome -> Metric.ROLLOUTS.counter(meters, outcome).increment(),
                        tracing));
    }

    private void runChanged(String runId, Optional<Run> run) {
        run.ifPresentOrElse(
                now -> runs.changed(runId, now.getEpoch(), Announcements.ended(now)), () -> runs.forgotten(runId));
    }

    /** A version that is published while this process runs is about to be asked for. */
    private void versionChanged(String key, Optional<VersionPublished> published) {
        published
                .filter(version -> version.getKind() == VersionKind.VERSION_KIND_POLICY)
                .ifPresent(version -> {
                    VersionRef ref = RolloutCodec.decode(version.getVersion());
                    policyMeters.known(ref);
                    Instant at = Instant.EPOCH.plusNanos(version.getPublishedAtMicros() * 1000);
                    if (at.isAfter(start)) {
                        measurements.published(ref, at);
                        policies.preload(ref);
                    }
                });
    }
}
