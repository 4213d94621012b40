package macaw.trainer.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import macaw.artefacts.ArtefactStore;
import macaw.errors.CodedException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the store can be written. */
@ApplicationScoped
@Readiness
public class StoreReadiness implements HealthCheck {
    private final ArtefactStore store;

    StoreReadiness(ArtefactStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("store");
        try {
            store.requireWritable();
            return response.up().build();
        } catch (CodedException e) {
            return response.down().withData("error", e.toString()).build();
        }
    }
}
