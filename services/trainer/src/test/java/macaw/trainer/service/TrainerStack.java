package macaw.trainer.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.testing.TestKeys;
import macaw.topics.Topics;

/** A broker with the trainer's topics, keys, and an empty store. */
public final class TrainerStack implements QuarkusTestResourceLifecycleManager {
    static final Topics TOPICS = Topics.of("default");

    private final TestKeys keys = new TestKeys();
    private EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            broker = new EmbeddedBroker();
            for (String topic : List.of(
                    "prompts",
                    "rollouts",
                    "scored-rollouts",
                    "runs",
                    "policy-versions",
                    "reward-versions",
                    "aliases",
                    "dead-letter")) {
                broker.create(TOPICS.fullName(topic), 1, Map.of());
            }
            Path store = Files.createTempDirectory(Path.of("target"), "store").toAbsolutePath();
            Map<String, String> settings = new LinkedHashMap<>(keys.start());
            settings.put("macaw.kafka.bootstrap", broker.bootstrap());
            settings.put("macaw.store", store.toString());
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        broker.close();
        keys.stop();
    }
}
