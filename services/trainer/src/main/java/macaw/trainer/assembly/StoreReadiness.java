package macaw.trainer.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.assembly.StoreWatch;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the store can be written. */
@ApplicationScoped
@Readiness
public class StoreReadiness implements HealthCheck {
    private final StoreWatch watch;

    StoreReadiness(ArtefactStore store) {
        this.watch = StoreWatch.of(store, store::requireWritable);
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("store");
        return watch.trouble()
                .map(reason -> response.down().withData("error", reason).build())
                .orElseGet(() -> response.up().build());
    }
}
