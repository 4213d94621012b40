package macaw.reward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.Provenance;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.TensorData;
import macaw.records.VersionRef;

/** A store in a directory of the test's own, with what the tests publish into it. */
public final class TestStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final ArtefactStore store;
    private final Versions versions;

    public TestStore(Path directory) {
        this.root = directory;
        this.store = new FileArtefactStore(directory);
        this.versions = new Versions(store);
    }

    public ArtefactStore store() {
        return store;
    }

    public Versions versions() {
        return versions;
    }

    public Path root() {
        return root;
    }

    /** A rule or a remote scorer. */
    public VersionRef described(String name, String rewardJson) {
        return publish(
                VersionKind.REWARD, name, directory -> Files.writeString(directory.resolve("reward.json"), rewardJson));
    }

    /** The committed reward model with golden scores; it has no tokenizer. */
    public VersionRef golden(String name) {
        return publish(VersionKind.REWARD, name, directory -> {
            for (String file : List.of("config.json", "model.safetensors")) {
                Files.copy(goldenDirectory().resolve(file), directory.resolve(file));
            }
        });
    }

    public static JsonNode goldenValues() {
        try {
            return JSON.readTree(goldenDirectory().resolve("golden.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path goldenDirectory() {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", "llama_reward");
    }

    /** A reward model of random weights that has a tokenizer. */
    public VersionRef readable(String name, long seed) {
        return publish(
                VersionKind.REWARD,
                name,
                directory -> random(directory, "LlamaForSequenceClassification", seed, Map.of()));
    }

    /** The same, with finite weights whose score of some answers is beyond the largest float. */
    public VersionRef overflowing(String name) {
        Map<String, TensorData> head = Map.of(
                "score.weight",
                new TensorData(
                        Dtype.F32,
                        new long[] {1, 32},
                        segment -> segment.fill((byte) 0).set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 3e38f)));
        return publish(
                VersionKind.REWARD, name, directory -> random(directory, "LlamaForSequenceClassification", 1, head));
    }

    /** A policy of random weights; rollouts name it. */
    public VersionRef policy(String name) {
        return publish(VersionKind.POLICY, name, directory -> random(directory, "LlamaForCausalLM", 3, Map.of()));
    }

    private VersionRef publish(VersionKind kind, String name, macaw.artefacts.FolderWriter writer) {
        long number = versions.nextNumber(kind, "default", name);
        return versions.publish(kind, "default", name, number, Provenance.NONE, writer)
                .ref();
    }

    private static void random(Path directory, String architecture, long seed, Map<String, TensorData> instead)
            throws IOException {
        Path tokenizer = Files.createTempDirectory(Path.of("target"), "tokenizer");
        BpeTrainer.train(
                        Stream.of("milk and bread, bread and milk", "a list of things to buy"),
                        300,
                        BytePairEncoding.CONVERSATION_TOKENS)
                .write(tokenizer);
        var config = (ObjectNode)
                JSON.readTree(goldenDirectory().resolve("config.json").toFile());
        config.put("vocab_size", 300).put("max_position_embeddings", 128);
        config.putArray("architectures").add(architecture);
        Path settings = Files.createTempDirectory(Path.of("target"), "config");
        JSON.writeValue(settings.resolve("config.json").toFile(), config);
        ModelConfig model = ModelConfig.read(settings);
        var random = new Random(seed);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        model.tensors()
                .shapes()
                .forEach((name, shape) -> tensors.put(name, new TensorData(model.dtype(), shape, segment -> {
                    for (long at = 0; at < segment.byteSize(); at += Float.BYTES) {
                        segment.set(
                                ValueLayout.JAVA_FLOAT_UNALIGNED,
                                at,
                                0.3f * (float) random.nextGaussian() + (shape.length == 1 ? 1 : 0));
                    }
                })));
        tensors.putAll(instead);
        CheckpointWriter.write(directory, model, tensors, tokenizer);
    }

    /** Token ids of a JSON array, as many as are not padding. */
    public static int[] tokens(JsonNode ids, int length) {
        return StreamSupport.stream(ids.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .limit(length)
                .toArray();
    }

    /** Sequences of random tokens for company in a batch. */
    public static List<int[]> company(int count, int vocabulary) {
        var random = new Random(5);
        return IntStream.range(0, count)
                .mapToObj(
                        i -> random.ints(3 + random.nextInt(40), 3, vocabulary).toArray())
                .toList();
    }
}
