package macaw.languagemodel.lora;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.SafetensorsWriter;
import macaw.languagemodel.safetensors.TensorData;

/**
 * A folder of adapters as PEFT reads and writes it: {@code adapter_config.json} and {@code adapter_model.safetensors}. What is read must be plain LoRA on
 * linear layers; anything else that PEFT knows is refused by name.
 */
public final class PeftFolder implements AutoCloseable {
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final LoraTensors tensors;
    private final ModelConfig model;
    private final SafetensorsFile weights;

    private PeftFolder(LoraTensors tensors, ModelConfig model, SafetensorsFile weights) {
        this.tensors = tensors;
        this.model = model;
        this.weights = weights;
    }

    /** Whether a folder holds adapters. */
    public static boolean isIn(Path dir) {
        return Files.isRegularFile(dir.resolve(PeftConfig.FILE));
    }

    /** What the base of a folder of adapters was called where they were trained, if they say so. */
    public static Optional<String> baseName(Path dir) {
        return PeftConfig.read(dir).baseName();
    }

    /**
     * Writes the two files.
     *
     * @param dir an existing folder without them
     * @param model what is adapted
     * @param base what people call it, for {@code base_model_name_or_path}
     * @param data exactly the tensors of {@code tensors}, finite
     */
    public static void write(
            Path dir, ModelConfig model, LoraTensors tensors, String base, Map<String, TensorData> data) {
        if (!data.keySet().equals(tensors.shapes().keySet())) {
            throw new IllegalArgumentException("the adapters have other tensors than " + data.keySet());
        }
        Map<String, Object> json = new TreeMap<>();
        json.put("peft_type", "LORA");
        json.put("task_type", model.head() == ModelHead.CAUSAL_LM ? "CAUSAL_LM" : "SEQ_CLS");
        json.put("base_model_name_or_path", base);
        json.put("r", tensors.lora().rank());
        json.put("lora_alpha", tensors.lora().alpha());
        json.put("use_rslora", tensors.lora().rankStabilised());
        json.put("lora_dropout", 0.0);
        json.put("bias", "none");
        json.put("target_modules", tensors.modules());
        json.put("fan_in_fan_out", tensors.inputsFirst());
        json.put("init_lora_weights", true);
        json.put("inference_mode", true);
        if (!tensors.wholeModules().isEmpty()) {
            json.put("modules_to_save", tensors.wholeModules());
        }
        SafetensorsWriter.writeFinite(dir.resolve(WEIGHTS), new LinkedHashMap<>(data));
        try {
            Files.writeString(dir.resolve(PeftConfig.FILE), JSON.writeValueAsString(json) + "\n");
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, dir + " cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Opens and verifies a folder of adapters.
     *
     * @param base the configuration of the model that they are for
     * @throws CodedException CHECKPOINT_INVALID, CONFIG_UNSUPPORTED, SAFETENSORS_INVALID, TENSOR_MISMATCH, WEIGHTS_NOT_FINITE
     */
    public static PeftFolder open(Path dir, ModelConfig base) {
        PeftConfig config = PeftConfig.read(dir);
        ModelConfig model = config.model(base);
        LoraTensors tensors = tensors(config, model);
        SafetensorsFile weights = SafetensorsFile.open(dir.resolve(WEIGHTS));
        boolean opened = false;
        try {
            requireTensors(tensors, weights);
            weights.requireFinite();
            opened = true;
            return new PeftFolder(tensors, model, weights);
        } finally {
            if (!opened) {
                weights.close();
            }
        }
    }

    private static LoraTensors tensors(PeftConfig config, ModelConfig model) {
        Lora lora = config.lora();
        LoraTensors.unknownTarget(model, lora).ifPresent(unknown -> {
            throw config.unsupported("target_modules: " + unknown);
        });
        return LoraTensors.of(model, lora);
    }

    private static void requireTensors(LoraTensors tensors, SafetensorsFile weights) {
        Set<String> extra = new TreeSet<>(weights.names());
        tensors.shapes().forEach((name, shape) -> {
            if (!extra.remove(name)) {
                throw mismatch(weights, name + " " + Arrays.toString(shape) + " is missing");
            }
            long[] actual = weights.entry(name).shape();
            if (!Arrays.equals(actual, shape)) {
                throw mismatch(
                        weights,
                        name + " has the shape " + Arrays.toString(actual) + ", r and the base say "
                                + Arrays.toString(shape));
            }
        });
        if (!extra.isEmpty()) {
            throw mismatch(weights, "no adapter is called " + extra.iterator().next());
        }
    }

    private static CodedException mismatch(SafetensorsFile weights, String reason) {
        return new CodedException(ErrorCode.TENSOR_MISMATCH, weights.file() + ": " + reason);
    }

    /** What is adapted; a causal base under a score head where the adapters bring one. */
    public ModelConfig model() {
        return model;
    }

    /** What the adapters are. */
    public LoraTensors tensors() {
        return tensors;
    }

    /** The numbers of one of the {@link #tensors}. */
    public float[] floats(String name) {
        return weights.floats(name);
    }

    @Override
    public void close() {
        weights.close();
    }
}
