package macaw.labeling.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import macaw.labeling.drafts.Drafts;
import macaw.labeling.flags.Flags;
import macaw.labeling.forms.FormStore;
import macaw.labeling.forms.Forms;
import macaw.labeling.inquiries.Inquiries;
import macaw.labeling.labelers.PreferenceStore;
import macaw.labeling.ownwork.OwnWork;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.PostgresDrafts;
import macaw.labeling.postgres.PostgresFlags;
import macaw.labeling.postgres.PostgresHolders;
import macaw.labeling.postgres.PostgresInquiries;
import macaw.labeling.postgres.PostgresOwnWork;
import macaw.labeling.postgres.PostgresPreferences;
import macaw.labeling.postgres.PostgresSentBack;
import macaw.labeling.postgres.PostgresSkips;
import macaw.labeling.postgres.PostgresWrittenPrompts;
import macaw.labeling.projects.Projects;
import macaw.labeling.prompts.Prompts;
import macaw.labeling.review.Withdrawals;
import macaw.labeling.skips.Skips;
import macaw.labeling.takeover.TakeOver;
import macaw.labeling.tasks.Holders;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.workplace.Workplaces;

/** What labelers do beside handing work in, on its adapters. */
@ApplicationScoped
public class DeskBeans {
    private static final Supplier<UUID> IDS = UUID::randomUUID;
    private static final InstantSource CLOCK = InstantSource.system();

    @Produces
    @Singleton
    Holders holders(Database database) {
        return new Holders(new PostgresHolders(database));
    }

    @Produces
    @Singleton
    Drafts drafts(Database database, Holders holders) {
        return new Drafts(new PostgresDrafts(database), holders, CLOCK);
    }

    @Produces
    @Singleton
    Skips skips(Database database) {
        return new Skips(new PostgresSkips(database), CLOCK);
    }

    @Produces
    @Singleton
    Flags flags(Database database, Holders holders, Projects projects, Withdrawals withdrawals) {
        return new Flags(
                new PostgresFlags(database),
                holders,
                (namespace, project, prompt, reason, by) ->
                        withdrawals.prompt(projects.get(namespace, project), prompt, reason, by),
                IDS,
                CLOCK);
    }

    @Produces
    @Singleton
    Inquiries inquiries(Database database, Holders holders) {
        return new Inquiries(new PostgresInquiries(database), holders, IDS, CLOCK);
    }

    @Produces
    @Singleton
    PreferenceStore preferences(Database database) {
        return new PostgresPreferences(database);
    }

    @Produces
    @Singleton
    OwnWork ownWork(Database database) {
        return new OwnWork(new PostgresOwnWork(database), CLOCK);
    }

    @Produces
    @Singleton
    Forms forms(FormStore store) {
        return new Forms(store);
    }

    @Produces
    @Singleton
    TakeOver takeOver(Database database, Prompts prompts) {
        return new TakeOver(new PostgresWrittenPrompts(database), prompts);
    }

    @Produces
    @Singleton
    Workplaces workplaces(TaskDesk tasks, Drafts drafts, Database database) {
        return new Workplaces(tasks, drafts, new PostgresSentBack(database));
    }
}
