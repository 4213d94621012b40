package macaw.generator.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import macaw.artefacts.Aliases;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.testing.TestKeys;
import macaw.chassis.testing.TraceReceiver;
import macaw.generator.policies.TinyCheckpoint;
import macaw.topics.Topics;

/** A broker, keys, and a store with two policies of random weights that share a small tokenizer, one said to be made from the other. */
public final class TestStack implements QuarkusTestResourceLifecycleManager {
    static final Topics TOPICS = Topics.of("default");

    private final TestKeys keys = new TestKeys();
    private final TraceReceiver traces = new TraceReceiver();
    private EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            broker = new EmbeddedBroker();
            for (String topic : new String[] {"prompts", "rollouts", "runs", "policy-versions", "dead-letter"}) {
                broker.create(TOPICS.fullName(topic), 2, Map.of());
            }
            Path store = Files.createTempDirectory(Path.of("target"), "store").toAbsolutePath();
            Path base = TinyCheckpoint.write(1);
            var published = publish(store, "base", base, Provenance.NONE);
            Path tuned = TinyCheckpoint.write(2);
            publish(store, "tuned", tuned, Provenance.ofRun("sft", 1, 1, List.of(published.ref()), Map.of()));
            Map<String, String> settings = new LinkedHashMap<>(keys.start());
            settings.put("macaw.kafka.bootstrap", broker.bootstrap());
            settings.put("macaw.store", store.toString());
            settings.put("macaw.traces.endpoint", traces.endpoint());
            settings.put("macaw.traces.ratio", "0");
            settings.put("macaw.generator.slots", "6");
            settings.put("macaw.generator.chunk", "16");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A test may look at what is sent of requests and records whose caller traces them; of no others is anything. */
    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(traces, new TestInjector.MatchesType(TraceReceiver.class));
    }

    @Override
    public void stop() {
        traces.close();
        broker.close();
        keys.stop();
    }

    /** Seals a checkpoint as the next version of a policy and points the alias "newest" at it. */
    private static PublishedVersion publish(Path store, String name, Path checkpoint, Provenance provenance) {
        var artefacts = new FileArtefactStore(store);
        var versions = new Versions(artefacts);
        long number = versions.nextNumber(VersionKind.POLICY, "default", name);
        var published = versions.publish(VersionKind.POLICY, "default", name, number, provenance, folder -> {
            try (Stream<Path> files = Files.list(checkpoint)) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        });
        new Aliases(artefacts).set(VersionKind.POLICY, "newest", published.ref());
        return published;
    }
}
