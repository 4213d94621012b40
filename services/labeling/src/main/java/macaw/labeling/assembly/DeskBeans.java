package macaw.labeling.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import macaw.labeling.drafts.Drafts;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.PostgresDrafts;
import macaw.labeling.postgres.PostgresHolders;
import macaw.labeling.postgres.PostgresSentBack;
import macaw.labeling.tasks.Holders;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.workplace.Workplaces;

/** What labelers do beside handing work in, on its adapters. */
@ApplicationScoped
public class DeskBeans {
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
    Workplaces workplaces(TaskDesk tasks, Drafts drafts, Database database) {
        return new Workplaces(tasks, drafts, new PostgresSentBack(database));
    }
}
