package macaw.labeling.assembly;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import macaw.chassis.lifecycle.Phases;
import macaw.labeling.outputs.CollectionDesk;
import macaw.labeling.outputs.CollectionRunner;
import macaw.labeling.outputs.CollectionStore;
import macaw.labeling.outputs.OutputCollection;
import macaw.labeling.outputs.OutputStore;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.PostgresCollections;
import macaw.labeling.postgres.PostgresOutputs;
import macaw.labeling.projects.Projects;
import org.jboss.logging.Logger;

/** Collecting outputs, for as long as the service runs. */
@ApplicationScoped
public class CollectionBeans {
    private static final Logger LOG = Logger.getLogger(CollectionBeans.class);
    private static final InstantSource CLOCK = InstantSource.system();
    /** How soon a replica goes on with what another has left. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Produces
    @Singleton
    CollectionStore collectionStore(Database database) {
        return new PostgresCollections(database);
    }

    @Produces
    @Singleton
    OutputStore outputStore(Database database) {
        return new PostgresOutputs(database);
    }

    @Produces
    @Singleton
    CollectionRunner runner(CollectionStore store, OutputCollection collection, Projects projects) {
        return new CollectionRunner(
                store,
                collection,
                projects,
                CLOCK,
                PAUSE,
                failure -> LOG.warnf("the collecting of outputs waits: %s", failure.getMessage()));
    }

    @Produces
    @Singleton
    CollectionDesk collections(CollectionStore store, OutputStore outputs, CollectionRunner runner) {
        return new CollectionDesk(store, outputs, UUID::randomUUID, CLOCK, runner::look);
    }

    void start(@Observes @Priority(Phases.TAKE) StartupEvent event, CollectionRunner runner) {
        runner.start();
    }

    void stop(@Observes @Priority(Phases.STOP_TAKING) ShutdownEvent event, CollectionRunner runner) {
        runner.close();
    }
}
