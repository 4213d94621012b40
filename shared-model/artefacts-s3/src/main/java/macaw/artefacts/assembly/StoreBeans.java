package macaw.artefacts.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import macaw.artefacts.ArtefactStore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The one store of a service. */
@ApplicationScoped
public class StoreBeans {
    @Produces
    @Singleton
    ArtefactStore store(StoreSettings settings, @ConfigProperty(name = "macaw.state-dir") Path stateDirectory) {
        return Stores.open(settings, stateDirectory);
    }

    void close(@Disposes ArtefactStore store) throws Exception {
        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
