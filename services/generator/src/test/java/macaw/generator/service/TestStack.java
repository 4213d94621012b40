package macaw.generator.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import macaw.artefacts.Aliases;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.Provenance;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.kafka.Topics;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.testing.TestKeys;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.LlamaTensors;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.languagemodel.safetensors.TensorData;

/** A broker, keys, and a store with two policies of random weights that share a small tokenizer. */
public final class TestStack implements QuarkusTestResourceLifecycleManager {
    static final int CONTEXT = 96;
    static final Topics TOPICS = Topics.of("default");

    private static final String TEXT = "Write a shopping list. Milk, bread, butter and a dozen eggs. ";

    private final TestKeys keys = new TestKeys();
    private EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            broker = new EmbeddedBroker();
            for (String topic : new String[] {"prompts", "rollouts", "runs", "policy-versions", "dead-letter"}) {
                broker.create(TOPICS.fullName(topic), 2, Map.of());
            }
            Path store = Files.createTempDirectory(Path.of("target"), "store").toAbsolutePath();
            Path base = checkpoint(1);
            publish(store, "base", base);
            Path tuned = checkpoint(2);
            publish(store, "tuned", tuned);
            Map<String, String> settings = new LinkedHashMap<>(keys.start());
            settings.put("macaw.kafka.bootstrap", broker.bootstrap());
            settings.put("macaw.store", store.toString());
            settings.put("macaw.generator.slots", "6");
            settings.put("macaw.generator.chunk", "16");
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

    /** Seals a checkpoint as the next version of a policy and points the alias "newest" at it. */
    static void publish(Path store, String name, Path checkpoint) {
        var artefacts = new FileArtefactStore(store);
        var versions = new Versions(artefacts);
        long number = versions.nextNumber(VersionKind.POLICY, "default", name);
        var published = versions.publish(VersionKind.POLICY, "default", name, number, Provenance.NONE, folder -> {
            try (Stream<Path> files = Files.list(checkpoint)) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        });
        new Aliases(artefacts).set(VersionKind.POLICY, "newest", published.ref());
    }

    static Path checkpoint(long seed) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target"), "checkpoint");
        BytePairEncoding encoding =
                BpeTrainer.train(Stream.of(TEXT.repeat(3)), 300, BytePairEncoding.CONVERSATION_TOKENS);
        encoding.write(directory);
        var config = ModelConfig.llama(encoding.tokens().size(), 32, 64, 2, 2, 1, CONTEXT, true, 1, 2, 0);
        var random = new Random(seed);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        LlamaTensors.shapes(config).forEach((name, shape) -> {
            float[] values = new float[(int) (shape.length == 1 ? shape[0] : shape[0] * shape[1])];
            for (int i = 0; i < values.length; i++) {
                values[i] = shape.length == 1 ? 1 : (float) random.nextGaussian() * 0.4f;
            }
            tensors.put(name, TensorData.ofFloats(shape, values));
        });
        CheckpointWriter.write(directory, config, tensors, null);
        return directory;
    }
}
