package macaw.generator.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.artefacts.assembly.StoreWatch;
import macaw.chassis.settings.ServiceSettings;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the store can be read; without any model too. */
@ApplicationScoped
@Readiness
public class StoreReadiness implements HealthCheck {
    private final StoreWatch watch;
    private final AtomicInteger policies = new AtomicInteger();

    StoreReadiness(ArtefactStore store, Versions versions, ServiceSettings settings) {
        this.watch = StoreWatch.of(
                store,
                () -> policies.set(
                        versions.names(VersionKind.POLICY, settings.namespace()).size()));
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("artefact store");
        return watch.trouble()
                .map(reason -> response.down().withData("reason", reason).build())
                .orElseGet(
                        () -> response.up().withData("policies", policies.get()).build());
    }
}
