package macaw.labeling.assembly;

import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import macaw.chassis.lifecycle.SettingsGate;
import macaw.chassis.metrics.Metric;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.tracing.Tracing;
import macaw.labeling.forms.FormStore;
import macaw.labeling.gold.Screening;
import macaw.labeling.jsonl.JsonLines;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.outbox.OutboxStore;
import macaw.labeling.outputs.OutputCollection;
import macaw.labeling.outputs.grpc.GeneratorPolicies;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.OutboxRows;
import macaw.labeling.postgres.PostgresForms;
import macaw.labeling.postgres.PostgresLabelers;
import macaw.labeling.postgres.PostgresOutbox;
import macaw.labeling.postgres.PostgresOutputs;
import macaw.labeling.postgres.PostgresProjects;
import macaw.labeling.postgres.PostgresPrompts;
import macaw.labeling.postgres.PostgresSnapshots;
import macaw.labeling.postgres.PostgresSubmissionViews;
import macaw.labeling.postgres.PostgresSubmissions;
import macaw.labeling.postgres.PostgresTasks;
import macaw.labeling.projects.Projects;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.Prompts;
import macaw.labeling.snapshots.LineCodec;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.submissions.SubmissionViews;
import macaw.labeling.tasks.LeasePolicy;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.wire.LabelCodec;

/** The core on its adapters. */
@ApplicationScoped
public class LabelingBeans {
    private static final Supplier<UUID> IDS = UUID::randomUUID;
    private static final InstantSource CLOCK = InstantSource.system();

    LabelingBeans(SettingsGate checked) {}

    @Produces
    @Singleton
    DefaultNamespace namespace(ServiceSettings settings) {
        return new DefaultNamespace(settings.namespace());
    }

    @Produces
    @Singleton
    FormStore forms(Database database) {
        return new PostgresForms(database);
    }

    @Produces
    @Singleton
    Projects projects(Database database, FormStore forms) {
        return new Projects(new PostgresProjects(database, CLOCK), forms);
    }

    @Produces
    @Singleton
    Prompts prompts(Database database) {
        return new Prompts(new PostgresPrompts(database, IDS));
    }

    @Produces
    @Singleton
    Labelers labelers(Database database) {
        return new Labelers(new PostgresLabelers(database), new SecureRandom());
    }

    @Produces
    @Singleton
    ManagedChannel generator(LabelingSettings labeling, ServiceSettings service, Tracing tracing) {
        return ServiceChannels.open(labeling.generator().target(), service.serviceKey(), tracing);
    }

    void hangUp(@Disposes ManagedChannel generator) {
        generator.shutdownNow();
    }

    @Produces
    @Singleton
    OutputCollection outputs(Database database, ManagedChannel generator, LabelingSettings settings) {
        return new OutputCollection(
                new PostgresOutputs(database),
                new GeneratorPolicies(generator),
                IDS,
                settings.generator().parallelism());
    }

    @Produces
    @Singleton
    LeasePolicy leases(LabelingSettings settings) {
        return new LeasePolicy(settings.lease().length());
    }

    @Produces
    @Singleton
    TaskDesk tasks(Database database, LeasePolicy leases, MeterRegistry meters) {
        var expired = Metric.LEASES_EXPIRED.counter(meters);
        return new TaskDesk(new PostgresTasks(database), leases, IDS, CLOCK, expired::increment);
    }

    @Produces
    @Singleton
    SubmissionDesk submissions(Database database, LeasePolicy leases, Screening screening, MeterRegistry meters) {
        for (TaskKind kind : TaskKind.values()) {
            submitted(meters, kind, 0);
        }
        return new SubmissionDesk(
                new PostgresSubmissions(database, new OutboxRows(LabelCodec::topicValue)),
                leases,
                IDS,
                CLOCK,
                kind -> submitted(meters, kind, 1),
                screening::after);
    }

    private static void submitted(MeterRegistry meters, TaskKind kind, int count) {
        Metric.SUBMISSIONS.counter(meters, LabelCodec.word(kind)).increment(count);
    }

    @Produces
    @Singleton
    SubmissionViews submissionViews(Database database) {
        return new PostgresSubmissionViews(database);
    }

    @Produces
    @Singleton
    LineCodec lines() {
        return new JsonLines();
    }

    @Produces
    @Singleton
    Snapshots snapshots(Database database, LineCodec lines) {
        return new Snapshots(new PostgresSnapshots(database, lines), lines, CLOCK);
    }

    @Produces
    @Singleton
    OutboxStore outbox(Database database) {
        return new PostgresOutbox(database);
    }
}
