package macaw.cli.checkpoints;

import java.util.ArrayList;
import java.util.List;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.ModelSize;
import macaw.languagemodel.ModelTensors;
import macaw.languagemodel.Role;
import macaw.onnx.Decoder;
import macaw.onnx.HeadWidth;
import macaw.onnx.Scorer;

/**
 * What a service needs beside its Java heap for a model, in bytes: an estimate from the configuration, for planning. Everything is computed in 32
 * bits, whatever the checkpoint stores.
 *
 * @param service generator, reward or trainer
 * @param part what the bytes are for
 * @param bytes how many
 */
record MemoryNeed(String service, String part, long bytes) {
    private static final long NUMBER = Float.BYTES;
    private static final int TRAINED_TOKENS = 1000;

    /** The needs of the services that can use the model. */
    static List<MemoryNeed> of(ModelConfig config) {
        List<MemoryNeed> needs = new ArrayList<>();
        switch (config.head()) {
            case CAUSAL_LM -> needs.addAll(generator(config));
            case SEQUENCE_CLASSIFICATION -> needs.addAll(reward(config));
        }
        needs.addAll(trainer(config));
        return needs;
    }

    private static List<MemoryNeed> generator(ModelConfig config) {
        int context = Math.min(Decoder.DEFAULT_CONTEXT, config.maxPositions());
        return List.of(
                new MemoryNeed("generator", "weights, packed for multiplication", packed(config)),
                new MemoryNeed("generator", "embedding and norms", unpacked(config)),
                new MemoryNeed(
                        "generator",
                        "keys and values of a slot that is full, " + context + " tokens",
                        context * keysAndValues(config)));
    }

    private static List<MemoryNeed> reward(ModelConfig config) {
        return List.of(
                new MemoryNeed("reward", "weights, packed for multiplication", packed(config)),
                new MemoryNeed("reward", "embedding and norms", unpacked(config)),
                new MemoryNeed(
                        "reward",
                        "a batch of " + Scorer.DEFAULT_BATCH_TOKENS + " tokens",
                        Scorer.DEFAULT_BATCH_TOKENS * NUMBER * widest(config)));
    }

    private static List<MemoryNeed> trainer(ModelConfig config) {
        long weights = NUMBER * ModelSize.parameters(config);
        List<MemoryNeed> needs = new ArrayList<>();
        // weights, gradients and Adam's two moments; the best weights so far are kept as well
        if (config.head() == ModelHead.CAUSAL_LM) {
            needs.add(new MemoryNeed("trainer", "sft: weights, gradients, Adam, best weights", 5 * weights));
        }
        needs.add(new MemoryNeed("trainer", "reward: weights, gradients, Adam, best weights", 5 * weights));
        if (config.head() == ModelHead.CAUSAL_LM) {
            needs.add(new MemoryNeed(
                    "trainer",
                    "ppo: policy and value model of this size with Adam, gradients of one at a time, reference",
                    8 * weights));
        }
        needs.add(new MemoryNeed(
                "trainer",
                "activations for each " + TRAINED_TOKENS + " tokens of a microbatch",
                TRAINED_TOKENS * NUMBER * ModelSize.activations(config, false)));
        return needs;
    }

    /** Keys and values of a token in all layers. */
    private static long keysAndValues(ModelConfig config) {
        return 2 * NUMBER * config.layers() * config.keyValueHeads() * HeadWidth.of(config);
    }

    private static long packed(ModelConfig config) {
        ModelTensors tensors = config.tensors();
        boolean tied = config.head() == ModelHead.CAUSAL_LM && config.tiedEmbeddings();
        return NUMBER
                * ModelSize.parameters(
                        config,
                        name -> tensors.isMatrix(name)
                                && (!isTable(tensors.role(name)) || (tied && tensors.role(name) == Role.EMBEDDING)));
    }

    private static long unpacked(ModelConfig config) {
        ModelTensors tensors = config.tensors();
        return NUMBER * ModelSize.parameters(config, name -> !tensors.isMatrix(name) || isTable(tensors.role(name)));
    }

    private static boolean isTable(Role role) {
        return role == Role.EMBEDDING || role == Role.POSITION_EMBEDDING;
    }

    /** Numbers a token that live at the same time where a block is widest. */
    private static long widest(ModelConfig config) {
        return 2L * config.hiddenSize() + 3L * config.intermediateSize();
    }
}
