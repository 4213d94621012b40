package macaw.languagemodel.lora;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.ModelTensors;
import macaw.languagemodel.Role;

/**
 * The tensors that are trained under adapters, by the names that PEFT gives them: A and B of each adapted linear layer, and the score head of a reward
 * or value model, which is trained whole.
 */
public final class LoraTensors {
    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHT = ".weight";

    /** The names of the two matrices that adapt one weight. */
    public record Pair(String a, String b) {}

    private final Lora lora;
    private final boolean inputsFirst;
    private final SequencedMap<String, Pair> pairs = new LinkedHashMap<>();
    private final SequencedMap<String, String> whole = new LinkedHashMap<>();
    private final SequencedMap<String, long[]> shapes = new LinkedHashMap<>();

    private LoraTensors(Lora lora, boolean inputsFirst) {
        this.lora = lora;
        this.inputsFirst = inputsFirst;
    }

    /** Of a model; {@code SETTINGS_INVALID} names a target that no linear layer has. */
    public static LoraTensors of(ModelConfig config, Lora lora) {
        var tensors = new LoraTensors(lora, config.architecture().inputsFirst());
        unknownTarget(config, lora).ifPresent(unknown -> {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, unknown);
        });
        linear(config).forEach(tensors::adapt);
        if (config.head() == ModelHead.SEQUENCE_CLASSIFICATION) {
            String score = config.tensors().weight(Role.SCORE_HEAD);
            tensors.whole.put(score, PREFIX + score);
            tensors.shapes.put(PREFIX + score, config.tensors().shapes().get(score));
        }
        return tensors;
    }

    /** @param size of the weight, [out, in] */
    private void adapt(String weight, long[] size) {
        String module = module(weight);
        if (!lora.adapts(module)) {
            return;
        }
        var pair = new Pair(PREFIX + module + ".lora_A.weight", PREFIX + module + ".lora_B.weight");
        pairs.put(weight, pair);
        shapes.put(pair.a(), new long[] {lora.rank(), size[1]});
        shapes.put(pair.b(), new long[] {size[0], lora.rank()});
    }

    /** The weights of the linear layers inside the blocks with their sizes [out, in]. */
    private static SequencedMap<String, long[]> linear(ModelConfig config) {
        ModelTensors tensors = config.tensors();
        boolean inputsFirst = config.architecture().inputsFirst();
        SequencedMap<String, long[]> linear = new LinkedHashMap<>();
        tensors.shapes().forEach((name, shape) -> {
            if (shape.length == 2 && tensors.role(name).isInBlock()) {
                linear.put(name, inputsFirst ? new long[] {shape[1], shape[0]} : shape);
            }
        });
        return linear;
    }

    /** Says of the first target that no linear layer inside the blocks has that name, and which there are; empty where all are there. */
    static Optional<String> unknownTarget(ModelConfig config, Lora lora) {
        Set<String> linear = linear(config).keySet();
        for (String target : lora.targets()) {
            var alone = new Lora(lora.rank(), lora.alpha(), lora.rankStabilised(), List.of(target));
            if (linear.stream().noneMatch(weight -> alone.adapts(module(weight)))) {
                List<String> known = linear.stream()
                        .map(weight -> module(weight).substring(module(weight).lastIndexOf('.') + 1))
                        .distinct()
                        .toList();
                return Optional.of("no linear layer is called " + target + "; there are " + String.join(", ", known));
            }
        }
        return Optional.empty();
    }

    private static String module(String weight) {
        return weight.substring(0, weight.length() - WEIGHT.length());
    }

    /** What the adapters are. */
    public Lora lora() {
        return lora;
    }

    /** Whether the adapted weights are stored [in, out]; A and B are [r, in] and [out, r] all the same. */
    public boolean inputsFirst() {
        return inputsFirst;
    }

    /** Every trained tensor's name and shape. */
    public SequencedMap<String, long[]> shapes() {
        return Collections.unmodifiableSequencedMap(shapes);
    }

    /** Weights of the model that are adapted, with the names of their adapters. */
    public SequencedMap<String, Pair> pairs() {
        return Collections.unmodifiableSequencedMap(pairs);
    }

    /** The adapters of the model's weight of that name. */
    public Optional<Pair> pair(String weight) {
        return Optional.ofNullable(pairs.get(weight));
    }

    /** The name under which the model's tensor of that name is trained whole, if it is. */
    public Optional<String> whole(String name) {
        return Optional.ofNullable(whole.get(name));
    }

    /** Whether the tensor of that name is an A, which starts at random; a B starts at zero, so that training starts at the model as it is. */
    public static boolean startsAtRandom(String name) {
        return name.endsWith(".lora_A.weight");
    }

    /** Whether the tensor of that name is a B. */
    public static boolean startsAtZero(String name) {
        return name.endsWith(".lora_B.weight");
    }

    /** The names of the adapted modules, for adapter_config.json. */
    List<String> modules() {
        List<String> modules = new ArrayList<>();
        pairs.keySet().forEach(weight -> modules.add(module(weight)));
        return modules;
    }

    /** The names of the modules that are trained whole. */
    List<String> wholeModules() {
        return whole.keySet().stream().map(LoraTensors::module).toList();
    }
}
