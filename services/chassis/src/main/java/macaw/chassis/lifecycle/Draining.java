package macaw.chassis.lifecycle;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether this process is on its way out; not ready from then on. */
@ApplicationScoped
@Readiness
public class Draining implements HealthCheck {
    private volatile boolean draining;

    /** Whether new work is to be refused with DRAINING. */
    public boolean isDraining() {
        return draining;
    }

    void delayed(@Observes ShutdownDelayInitiatedEvent end) {
        draining = true;
    }

    void begun(@Observes @Priority(Phases.FIRST) ShutdownEvent end) {
        draining = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("taking work").status(!draining).build();
    }
}
