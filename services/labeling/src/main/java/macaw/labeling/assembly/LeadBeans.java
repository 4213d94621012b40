package macaw.labeling.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import macaw.labeling.forms.FormStore;
import macaw.labeling.gold.GoldDesk;
import macaw.labeling.gold.Screening;
import macaw.labeling.hours.HoursStore;
import macaw.labeling.labelers.LabelerDirectory;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.OutboxRows;
import macaw.labeling.postgres.PostgresAssignments;
import macaw.labeling.postgres.PostgresDirectory;
import macaw.labeling.postgres.PostgresGold;
import macaw.labeling.postgres.PostgresHours;
import macaw.labeling.postgres.PostgresScreening;
import macaw.labeling.postgres.PostgresSettings;
import macaw.labeling.postgres.PostgresSnapshotList;
import macaw.labeling.postgres.PostgresTaskLists;
import macaw.labeling.projects.ProjectSettings;
import macaw.labeling.snapshots.SnapshotList;
import macaw.labeling.tasks.Assignments;
import macaw.labeling.tasks.TaskLists;
import macaw.labeling.wire.LabelCodec;

/** What leads do, on its adapters. */
@ApplicationScoped
public class LeadBeans {
    private static final InstantSource CLOCK = InstantSource.system();

    @Produces
    @Singleton
    Screening screening(Database database) {
        return new Screening(new PostgresScreening(database, outbox(), CLOCK));
    }

    @Produces
    @Singleton
    ProjectSettings settings(Database database, FormStore forms, Screening screening) {
        return new ProjectSettings(new PostgresSettings(database, CLOCK), forms, screening::after);
    }

    @Produces
    @Singleton
    GoldDesk gold(Database database) {
        return new GoldDesk(new PostgresGold(database, outbox(), CLOCK), CLOCK);
    }

    private static OutboxRows outbox() {
        return new OutboxRows(LabelCodec::topicValue);
    }

    @Produces
    @Singleton
    HoursStore hours(Database database) {
        return new PostgresHours(database);
    }

    @Produces
    @Singleton
    LabelerDirectory directory(Database database) {
        return new PostgresDirectory(database);
    }

    @Produces
    @Singleton
    Assignments assignments(Database database, LabelerDirectory labelers) {
        return new Assignments(new PostgresAssignments(database, CLOCK), labelers, CLOCK);
    }

    @Produces
    @Singleton
    SnapshotList snapshots(Database database) {
        return new PostgresSnapshotList(database);
    }

    @Produces
    @Singleton
    TaskLists taskLists(Database database) {
        return new PostgresTaskLists(database, CLOCK);
    }
}
