package macaw.reward.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import macaw.chassis.testing.TestKeys;
import macaw.reward.TestStore;

/** Keys, a state directory and a store with a golden reward model and a rule; no broker. */
public class RewardProfile implements QuarkusTestResourceLifecycleManager {
    private final TestKeys keys = new TestKeys();

    @Override
    public Map<String, String> start() {
        try {
            Path directory =
                    Files.createTempDirectory(Path.of("target"), "store").toAbsolutePath();
            var store = new TestStore(directory);
            store.golden("golden");
            store.overflowing("overflowing");
            store.described("milk", "{\"kind\":\"rule\",\"rule\":\"contains-word\",\"word\":\"milk\"}");
            var settings = new HashMap<>(keys.start());
            settings.put("macaw.store", directory.toString());
            settings.put("macaw.kafka.bootstrap", "127.0.0.1:9");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
