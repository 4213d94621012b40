package macaw.chassis.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the followed topics are read; a broker that is away afterwards is said and waited for, and what is loaded goes on serving. */
@ApplicationScoped
@Readiness
public class KafkaReadiness implements HealthCheck {
    private final Messaging messaging;

    KafkaReadiness(Messaging messaging) {
        this.messaging = messaging;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("kafka")
                .status(messaging.caughtUp())
                .withData("broker", messaging.broker().describe());
        messaging
                .followers()
                .forEach(
                        follower -> response.withData(follower.topic(), follower.caughtUp() ? "caught up" : "reading"));
        return response.build();
    }
}
