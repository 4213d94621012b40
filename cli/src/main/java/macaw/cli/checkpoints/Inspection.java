package macaw.cli.checkpoints;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.ModelSize;
import macaw.languagemodel.RopeScaling;
import macaw.languagemodel.Rotary;
import macaw.languagemodel.Tokenizer;
import macaw.languagemodel.safetensors.TensorEntry;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint folder holds, as far as it can be read: what comes after something that is refused is looked at all the same.
 *
 * @param model what config.json describes, or null where that is refused
 * @param weights what was found in the files, or null where those are refused
 * @param words the tokenizer, or null where there is none, or one that is refused
 * @param memory what the services need for the model
 * @param unsupported what is refused, and why; empty for a checkpoint that can be used
 */
record Inspection(
        @Nullable Model model,
        @Nullable Weights weights,
        @Nullable Words words,
        List<MemoryNeed> memory,
        List<Refusal> unsupported) {

    /** A transformer in numbers; windows are of the layers that have one. */
    record Model(
            String architecture,
            String modelType,
            long parameters,
            int layers,
            int hiddenSize,
            int intermediateSize,
            int heads,
            int keyValueHeads,
            int headSize,
            int context,
            String positions,
            Set<Integer> windows,
            int vocabulary,
            boolean tiedEmbeddings,
            @Nullable Integer bos,
            Set<Integer> eos,
            @Nullable Integer pad,
            @Nullable Double rewardShift,
            @Nullable Double rewardScale) {}

    /** The tensors of the files, all finite. */
    record Weights(long parameters, int tensors, Set<String> dtypes, int files, long bytes, List<String> list) {}

    /** The tokenizer; {@code trainable} says why nothing can be trained with it, or is null. */
    record Words(
            int tokens,
            @Nullable Integer bos,
            @Nullable Integer eos,
            @Nullable Integer pad,
            boolean chatTemplate,
            @Nullable String untrainable) {}

    /** Something that is refused. */
    record Refusal(String code, String reason) {
        static Refusal of(CodedException refused) {
            return new Refusal(refused.code().name(), String.valueOf(refused.getMessage()));
        }
    }

    static Inspection of(Path directory, boolean listTensors) {
        List<Refusal> unsupported = new ArrayList<>();
        ModelConfig config;
        try {
            config = ModelConfig.read(directory);
        } catch (CodedException refused) {
            return new Inspection(null, null, null, List.of(), List.of(Refusal.of(refused)));
        }
        Weights weights = null;
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            weights = weights(checkpoint, listTensors);
        } catch (CodedException refused) {
            unsupported.add(Refusal.of(refused));
        }
        Words words = null;
        if (Files.exists(directory.resolve("tokenizer.json"))) {
            try {
                words = words(directory, config);
            } catch (CodedException refused) {
                unsupported.add(Refusal.of(refused));
            }
        }
        return new Inspection(model(config), weights, words, MemoryNeed.of(config), unsupported);
    }

    private static Model model(ModelConfig config) {
        Set<Integer> windows = new TreeSet<>(config.attention().windows());
        windows.remove(0);
        boolean reward = config.head() == ModelHead.SEQUENCE_CLASSIFICATION;
        return new Model(
                config.className(),
                config.architecture().modelType(),
                ModelSize.parameters(config),
                config.layers(),
                config.hiddenSize(),
                config.intermediateSize(),
                config.heads(),
                config.keyValueHeads(),
                config.headSize(),
                config.maxPositions(),
                positions(config),
                windows,
                config.vocabularySize(),
                config.tiedEmbeddings(),
                orNull(config.bosTokenId()),
                config.eosTokenIds(),
                orNull(config.padTokenId()),
                reward ? config.rewardShift() : null,
                reward ? config.rewardScale() : null);
    }

    private static String positions(ModelConfig config) {
        Rotary rotary = config.rotary();
        if (rotary == null) {
            return "learned positions";
        }
        RopeScaling scaling = rotary.scaling();
        return "rotary base " + rotary.theta()
                + (rotary.width() == config.headSize() ? "" : ", " + rotary.width() + " of each head turned")
                + (scaling == null
                        ? ""
                        : ", stretched " + scaling.factor() + " times from " + scaling.originalMaxPositions());
    }

    private static Weights weights(Checkpoint checkpoint, boolean list) {
        long parameters = 0;
        long bytes = 0;
        Set<String> dtypes = new TreeSet<>();
        Set<Path> files = new TreeSet<>();
        List<String> tensors = new ArrayList<>();
        for (String name : checkpoint.names()) {
            TensorEntry entry = checkpoint.entry(name);
            parameters += entry.elements();
            bytes += entry.length();
            dtypes.add(entry.dtype().name());
            files.add(entry.file());
            if (list) {
                tensors.add("%-15s %s %s at %d of %s"
                        .formatted(
                                name,
                                entry.dtype(),
                                Arrays.toString(entry.shape()),
                                entry.offset(),
                                entry.file().getFileName()));
            }
        }
        return new Weights(parameters, checkpoint.names().size(), dtypes, files.size(), bytes, tensors);
    }

    private static Words words(Path directory, ModelConfig config) {
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            tokenizer.requireFits(config);
            ChatTemplate.open(directory).render(List.of(Message.user("Hi")), true); // some fail only then
            return new Words(
                    tokenizer.vocabularySize(),
                    orNull(tokenizer.bosTokenId()),
                    orNull(tokenizer.eosTokenId()),
                    orNull(tokenizer.padTokenId()),
                    ChatTemplate.isIn(directory),
                    untrainable(tokenizer));
        }
    }

    private static @Nullable String untrainable(Tokenizer tokenizer) {
        try {
            tokenizer.requireTrainable();
            return null;
        } catch (CodedException refused) {
            return refused.code() + ": " + refused.getMessage();
        }
    }

    private static @Nullable Integer orNull(OptionalInt token) {
        return token.isPresent() ? token.getAsInt() : null;
    }
}
