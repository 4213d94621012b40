package macaw.generator.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import macaw.generator.engine.Engine;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Not alive once the engine's thread has ended, out of memory say: only a new process can answer then. */
@ApplicationScoped
@Liveness
public class EngineLiveness implements HealthCheck {
    private final Engine engine;

    EngineLiveness(Engine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("engine").status(engine.isAlive()).build();
    }
}
