package macaw.reward.service;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.testing.TraceReceiver;
import macaw.topics.Topic;
import macaw.topics.Topics;

/** The same with a real broker and its topics. */
public class BrokerProfile extends RewardProfile {
    private final TraceReceiver traces = new TraceReceiver();
    private EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        broker = new EmbeddedBroker();
        // as they are listed: a service is not ready with others
        Topics topics = Topics.of("default");
        for (String name : topics.usedBy("reward")) {
            Topic topic = Objects.requireNonNull(topics.byFullName().get(name));
            broker.create(name, topic.partitions(), topic.settings(1));
        }
        var settings = new HashMap<>(super.start());
        settings.put("macaw.kafka.bootstrap", broker.bootstrap());
        settings.put("macaw.traces.endpoint", traces.endpoint());
        settings.put("macaw.traces.ratio", "0");
        return settings;
    }

    /** A test may look at what is sent of records that are traced. */
    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(traces, new TestInjector.MatchesType(TraceReceiver.class));
    }

    @Override
    public void stop() {
        super.stop();
        traces.close();
        broker.close();
    }
}
