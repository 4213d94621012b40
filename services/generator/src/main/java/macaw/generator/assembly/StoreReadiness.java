package macaw.generator.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.settings.ServiceSettings;
import macaw.errors.CodedException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the store can be read; without any model too. */
@ApplicationScoped
@Readiness
public class StoreReadiness implements HealthCheck {
    private final Versions versions;
    private final ServiceSettings settings;

    StoreReadiness(Versions versions, ServiceSettings settings) {
        this.versions = versions;
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("artefact store");
        try {
            int policies =
                    versions.names(VersionKind.POLICY, settings.namespace()).size();
            return response.up().withData("policies", policies).build();
        } catch (CodedException e) {
            return response.down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
