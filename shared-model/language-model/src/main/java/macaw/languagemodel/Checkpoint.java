package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.TensorEntry;

/**
 * A checkpoint folder in Hugging Face's layout, opened for reading: config.json, and the weights in model.safetensors or
 * in the shards that model.safetensors.index.json lists. Opening verifies everything: headers, the names and shapes that
 * the configuration asks for, and that every weight is finite. Thread-safe; segments are valid until {@link #close()}.
 */
public final class Checkpoint implements AutoCloseable {
    private static final String SINGLE_FILE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path dir;
    private final ModelConfig config;
    private final List<SafetensorsFile> files;
    private final SequencedMap<String, Located> tensors;

    /** A tensor's file and its name in there, which is another one for some checkpoints with tied embeddings. */
    private record Located(SafetensorsFile file, String storedName) {
        MemorySegment data() {
            return file.data(storedName);
        }
    }

    private Checkpoint(
            Path dir, ModelConfig config, List<SafetensorsFile> files, SequencedMap<String, Located> tensors) {
        this.dir = dir;
        this.config = config;
        this.files = files;
        this.tensors = tensors;
    }

    /**
     * Opens and verifies a checkpoint. Errors: {@code CHECKPOINT_INVALID} (a file is missing or unreadable),
     * {@code CONFIG_UNSUPPORTED}, {@code SAFETENSORS_INVALID}, {@code TENSOR_MISMATCH}, {@code WEIGHTS_NOT_FINITE}.
     */
    public static Checkpoint open(Path dir) {
        ModelConfig config = ModelConfig.read(dir);
        List<SafetensorsFile> files = new ArrayList<>();
        boolean opened = false;
        try {
            for (Path file : weightFiles(dir)) {
                files.add(SafetensorsFile.open(file));
            }
            var checkpoint = new Checkpoint(dir, config, files, locate(dir, config, files));
            checkpoint.tensors.values().forEach(tensor -> tensor.file().requireFinite(tensor.storedName()));
            opened = true;
            return checkpoint;
        } finally {
            if (!opened) {
                files.forEach(SafetensorsFile::close);
            }
        }
    }

    /** The folder. */
    public Path directory() {
        return dir;
    }

    /** Its configuration. */
    public ModelConfig config() {
        return config;
    }

    /** The names of {@link ModelTensors#shapes}, all of which are here. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** Where a tensor lies, for ONNX external data for instance. */
    public TensorEntry entry(String name) {
        Located located = located(name);
        return located.file().entry(located.storedName());
    }

    /** The bytes of a tensor, read-only. */
    public MemorySegment data(String name) {
        Located located = located(name);
        return located.file().data(located.storedName());
    }

    /** The numbers of a tensor as 32-bit floats, whatever they are stored as. */
    public float[] floats(String name) {
        Located located = located(name);
        return located.file().floats(located.storedName());
    }

    /** Writes numbers of a tensor from {@code from} on as 32-bit floats, in this machine's byte order, as many as the segment has room for. */
    public void floats(String name, long from, MemorySegment into) {
        Located located = located(name);
        located.file().floats(located.storedName(), from, into);
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }

    private Located located(String name) {
        Located located = tensors.get(name);
        if (located == null) {
            throw new IllegalArgumentException("A " + config.className() + " has no tensor " + name);
        }
        return located;
    }

    private static List<Path> weightFiles(Path dir) {
        if (Files.isRegularFile(dir.resolve(SINGLE_FILE))) {
            return List.of(dir.resolve(SINGLE_FILE));
        }
        if (!Files.exists(dir.resolve(INDEX))) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID, dir + " has neither " + SINGLE_FILE + " nor " + INDEX);
        }
        JsonNode map = JsonFile.object(dir.resolve(INDEX)).path("weight_map");
        Set<String> names = new TreeSet<>();
        map.forEach(name -> names.add(name.asText()));
        if (names.isEmpty()) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, dir.resolve(INDEX) + " has no weight_map");
        }
        return names.stream().map(name -> shard(dir, name)).toList();
    }

    private static Path shard(Path dir, String name) {
        if (!name.matches("[A-Za-z0-9._-]+\\.safetensors")) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID, dir.resolve(INDEX) + " names \"" + name + "\", which is no shard");
        }
        Path file = dir.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " is missing");
        }
        return file;
    }

    private static SequencedMap<String, Located> locate(Path dir, ModelConfig config, List<SafetensorsFile> files) {
        ModelTensors expected = config.tensors();
        Map<String, Located> stored = new LinkedHashMap<>();
        for (SafetensorsFile file : files) {
            for (String name : file.names()) {
                if (isBuffer(name)) {
                    continue;
                }
                Located earlier = stored.put(canonical(name, config, expected), new Located(file, name));
                if (earlier != null) {
                    throw mismatch(dir, name + " is there twice");
                }
            }
        }
        if (config.tiedEmbeddings()) {
            // Whoever saved a tied model wrote its one matrix under either name, or under both.
            Located head = stored.remove(config.architecture().name(Role.LANGUAGE_MODEL_HEAD, 0) + ".weight");
            if (head != null) {
                Located embedding = stored.putIfAbsent(expected.weight(Role.EMBEDDING), head);
                if (embedding != null && head.data().mismatch(embedding.data()) >= 0) {
                    throw mismatch(
                            dir,
                            head.storedName() + " and " + embedding.storedName()
                                    + " differ, and config.json says that they are one (tie_word_embeddings)");
                }
            }
        }
        SequencedMap<String, Located> tensors = new LinkedHashMap<>();
        expected.shapes().forEach((name, shape) -> {
            Located located = stored.remove(name);
            if (located == null) {
                throw mismatch(dir, name + " " + Arrays.toString(shape) + " is missing");
            }
            long[] actual = located.file().entry(located.storedName()).shape();
            if (!Arrays.equals(actual, shape)) {
                throw mismatch(
                        dir,
                        name + " has the shape " + Arrays.toString(actual) + ", config.json says "
                                + Arrays.toString(shape));
            }
            tensors.put(name, located);
        });
        if (!stored.isEmpty()) {
            throw mismatch(
                    dir, "no tensor of " + config.className() + " is called " + new TreeSet<>(stored.keySet()).first());
        }
        return tensors;
    }

    /** What older transformers saved beside the weights; it follows from the configuration. */
    private static boolean isBuffer(String name) {
        return name.endsWith(".rotary_emb.inv_freq")
                || name.endsWith(".attn.bias")
                || name.endsWith(".attn.masked_bias")
                || name.endsWith(".attention.bias")
                || name.endsWith(".attention.masked_bias");
    }

    /** A checkpoint of the bare transformer has its tensors without the prefix that they have under a head. */
    private static String canonical(String name, ModelConfig config, ModelTensors expected) {
        String prefixed = config.architecture().prefix() + name;
        return !expected.shapes().containsKey(name) && expected.shapes().containsKey(prefixed) ? prefixed : name;
    }

    private static CodedException mismatch(Path dir, String reason) {
        return new CodedException(ErrorCode.TENSOR_MISMATCH, dir + ": " + reason);
    }
}
