package macaw.reward.service;

import java.util.HashMap;
import java.util.Map;
import macaw.chassis.testing.EmbeddedBroker;

/** The same with a real broker and its topics. */
public class BrokerProfile extends RewardProfile {
    private EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        broker = new EmbeddedBroker();
        for (String topic : new String[] {"rollouts", "scored-rollouts", "dead-letter"}) {
            broker.create("macaw.default." + topic, 1, Map.of());
        }
        for (String topic : new String[] {"runs", "reward-versions"}) {
            broker.create("macaw.default." + topic, 1, Map.of("cleanup.policy", "compact"));
        }
        var settings = new HashMap<>(super.start());
        settings.put("macaw.kafka.bootstrap", broker.bootstrap());
        return settings;
    }

    @Override
    public void stop() {
        super.stop();
        broker.close();
    }
}
