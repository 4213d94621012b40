package macaw.chassis.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import macaw.topics.TopicDifference;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the followed topics are read and nothing about the broker has to be mended by a person. A broker that is away afterwards is said
 * and waited for, and what is loaded goes on serving.
 */
@ApplicationScoped
@Readiness
public class KafkaReadiness implements HealthCheck {
    private final Messaging messaging;

    KafkaReadiness(Messaging messaging) {
        this.messaging = messaging;
    }

    @Override
    public HealthCheckResponse call() {
        BrokerWatch.State broker = messaging.broker();
        var response = HealthCheckResponse.named("kafka")
                .status(messaging.caughtUp() && !(broker.needsMending() && messaging.readsTopics()))
                .withData("broker", broker.describe());
        if (broker instanceof BrokerWatch.State.Differs differs) {
            int number = 0;
            for (TopicDifference each : differs.differences()) {
                number++;
                response.withData((each.error() ? "error " : "note ") + number, each.describe());
            }
        }
        messaging
                .followers()
                .forEach(
                        follower -> response.withData(follower.topic(), follower.caughtUp() ? "caught up" : "reading"));
        return response.build();
    }
}
