package macaw.languagemodel;

import static macaw.languagemodel.BlockForm.FeedForward.GATED;
import static macaw.languagemodel.BlockForm.QueryKeyValue.SEPARATE;
import static macaw.languagemodel.BlockForm.Residual.SANDWICHED;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The tensors of a model: their names and shapes as its checkpoint has them, and what each is for. Matrices are [out, in], unless
 * {@link Architecture#inputsFirst} says [in, out] for those inside the blocks.
 */
public final class ModelTensors {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final ModelConfig config;
    private final SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
    private final SequencedMap<String, Role> roles = new LinkedHashMap<>();

    private ModelTensors(ModelConfig config) {
        this.config = config;
    }

    /** The tensors of a configuration, from the embedding up to the head. */
    public static ModelTensors of(ModelConfig config) {
        var tensors = new ModelTensors(config);
        long width = config.hiddenSize();
        tensors.matrix(Role.EMBEDDING, 0, config.vocabularySize(), width, false);
        if (config.rotary() == null) {
            tensors.matrix(Role.POSITION_EMBEDDING, 0, config.maxPositions(), width, false);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            tensors.block(layer);
        }
        tensors.norm(Role.FINAL_NORM, 0, width);
        switch (config.head()) {
            case CAUSAL_LM -> {
                if (!config.tiedEmbeddings()) {
                    tensors.matrix(Role.LANGUAGE_MODEL_HEAD, 0, config.vocabularySize(), width, false);
                }
            }
            case SEQUENCE_CLASSIFICATION -> tensors.matrix(Role.SCORE_HEAD, 0, 1, width, false);
        }
        return tensors;
    }

    /** Every tensor's name and shape, in order. */
    public SequencedMap<String, long[]> shapes() {
        return Collections.unmodifiableSequencedMap(shapes);
    }

    /** What the tensor of that name is for; its weight and its bias have the same role. */
    public Role role(String name) {
        Role role = roles.get(name);
        if (role == null) {
            throw new IllegalArgumentException("no tensor " + name + " in " + config.className());
        }
        return role;
    }

    /** Whether the tensor of that name is a matrix, so not a norm's gain or a bias. */
    public boolean isMatrix(String name) {
        return shape(name).length == 2;
    }

    /** The weight of a part outside the blocks. */
    public String weight(Role role) {
        return weight(role, 0);
    }

    /** The weight of a part of a block. */
    public String weight(Role role, int layer) {
        return known(config.architecture().name(role, layer) + WEIGHT);
    }

    /** The bias of a part outside the blocks, if it has one. */
    public Optional<String> bias(Role role) {
        return bias(role, 0);
    }

    /** The bias of a part of a block, if it has one. */
    public Optional<String> bias(Role role, int layer) {
        return Optional.of(config.architecture().name(role, layer) + BIAS).filter(shapes::containsKey);
    }

    /** The matrix that makes logits of hidden states: the head's own, or the embedding. */
    public String languageModelHead() {
        return weight(config.tiedEmbeddings() ? Role.EMBEDDING : Role.LANGUAGE_MODEL_HEAD);
    }

    private void block(int layer) {
        BlockForm form = config.block();
        long width = config.hiddenSize();
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        long inner = config.intermediateSize();
        norm(Role.ATTENTION_NORM, layer, width);
        if (form.queryKeyValue() == SEPARATE) {
            matrix(Role.QUERY, layer, queries, width, form.queryKeyValueBias());
            matrix(Role.KEY, layer, keys, width, form.queryKeyValueBias());
            matrix(Role.VALUE, layer, keys, width, form.queryKeyValueBias());
        } else {
            matrix(Role.QUERY_KEY_VALUE, layer, queries + 2 * keys, width, form.queryKeyValueBias());
        }
        if (form.queryKeyNorm()) {
            put(Role.QUERY_NORM, layer, WEIGHT, config.headSize());
            put(Role.KEY_NORM, layer, WEIGHT, config.headSize());
        }
        matrix(Role.ATTENTION_OUTPUT, layer, width, queries, form.attentionOutputBias());
        if (form.residual() == SANDWICHED) {
            norm(Role.POST_ATTENTION_NORM, layer, width);
        }
        norm(Role.FEED_FORWARD_NORM, layer, width);
        switch (form.feedForward()) {
            case GATED, PLAIN -> {
                if (form.feedForward() == GATED) {
                    matrix(Role.GATE, layer, inner, width, form.feedForwardBias());
                }
                matrix(Role.UP, layer, inner, width, form.feedForwardBias());
            }
            case GATED_STACKED -> matrix(Role.GATE_UP, layer, 2 * inner, width, form.feedForwardBias());
        }
        matrix(Role.DOWN, layer, width, inner, form.feedForwardBias());
        if (form.residual() == SANDWICHED) {
            norm(Role.POST_FEED_FORWARD_NORM, layer, width);
        }
    }

    private void norm(Role role, int layer, long width) {
        put(role, layer, WEIGHT, width);
        if (config.block().norm().centred()) {
            put(role, layer, BIAS, width);
        }
    }

    private void matrix(Role role, int layer, long out, long in, boolean bias) {
        boolean transposed = config.architecture().inputsFirst() && role.isInBlock();
        put(role, layer, WEIGHT, transposed ? new long[] {in, out} : new long[] {out, in});
        if (bias) {
            put(role, layer, BIAS, out);
        }
    }

    private void put(Role role, int layer, String suffix, long... shape) {
        String name = config.architecture().name(role, layer) + suffix;
        shapes.put(name, shape);
        roles.put(name, role);
    }

    private String known(String name) {
        shape(name);
        return name;
    }

    private long[] shape(String name) {
        long[] shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no tensor " + name + " in " + config.className());
        }
        return shape;
    }
}
