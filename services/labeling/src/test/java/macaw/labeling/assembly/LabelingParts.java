package macaw.labeling.assembly;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import macaw.chassis.testing.TestKeys;
import macaw.localstack.testing.TestBroker;
import macaw.localstack.testing.TestDatabase;

/** A real PostgreSQL, a real broker with its topics, a policy server that writes from a list, and keys. */
public final class LabelingParts implements QuarkusTestResourceLifecycleManager {
    private static TestBroker broker;
    private TestDatabase postgres;
    private WritingPolicies generator;
    private final TestKeys keys = new TestKeys();

    /** The broker of the running test. */
    static TestBroker broker() {
        return broker;
    }

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createTempDirectory(Path.of("target"), "parts");
            postgres = TestDatabase.start(directory.resolve("postgres"));
            broker = TestBroker.start(directory.resolve("kafka"));
            broker.createTopics("default");
            generator = WritingPolicies.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new HashMap<>(keys.start());
        settings.put("macaw.database.url", postgres.jdbcUrl());
        settings.put("macaw.database.user", postgres.user());
        settings.put("macaw.database.password", postgres.password());
        settings.put("macaw.kafka.bootstrap", broker.bootstrap());
        settings.put("macaw.generator.target", "127.0.0.1:" + generator.port());
        settings.put("macaw.outbox.pause", "PT0.05S");
        settings.put("macaw.agreement.pause", "PT0.2S");
        return settings;
    }

    @Override
    public void stop() {
        generator.close();
        broker.close();
        postgres.close();
    }
}
