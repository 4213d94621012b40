package macaw.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.RopeScaling;
import macaw.languagemodel.Tokenizer;
import macaw.languagemodel.safetensors.TensorEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a checkpoint folder holds, having verified all of it. */
@Command(
        name = "inspect",
        description =
                "Verifies a Hugging Face checkpoint directory (headers, shapes, finite weights, tokenizer) and says"
                        + " what it holds.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "folder with config.json and model.safetensors or its shards")
    private Path directory = Path.of(".");

    @Option(names = "--tensors", description = "also list every tensor")
    private boolean tensors;

    @Override
    public Integer call() {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            describe(checkpoint.config());
            weights(checkpoint);
            if (Files.exists(directory.resolve("tokenizer.json"))) {
                tokenizer(checkpoint.config());
            } else {
                line("tokenizer", "none");
            }
            if (tensors) {
                checkpoint.names().forEach(name -> tensor(name, checkpoint.entry(name)));
            }
        }
        return 0;
    }

    private void describe(ModelConfig config) {
        line("architecture", config.head().architecture());
        line(
                "transformer",
                config.layers() + " layers of width " + config.hiddenSize() + ", feed-forward "
                        + config.intermediateSize());
        line(
                "attention",
                config.heads() + " heads of " + config.headSize() + ", " + config.keyValueHeads()
                        + " of keys and values");
        line("context", config.maxPositions() + " tokens, " + rope(config));
        line("vocabulary", config.vocabularySize() + (config.tiedEmbeddings() ? ", head tied to the embedding" : ""));
        line(
                "special tokens",
                "bos " + id(config.bosTokenId()) + ", eos " + config.eosTokenIds() + ", pad "
                        + id(config.padTokenId()));
        if (config.head() == ModelHead.SEQUENCE_CLASSIFICATION) {
            line("reward", "(output + " + config.rewardShift() + ") * " + config.rewardScale());
        }
    }

    private void weights(Checkpoint checkpoint) {
        long parameters = 0;
        long bytes = 0;
        for (String name : checkpoint.names()) {
            parameters += checkpoint.entry(name).elements();
            bytes += checkpoint.entry(name).length();
        }
        String dtypes = checkpoint.names().stream()
                .map(name -> checkpoint.entry(name).dtype().name())
                .distinct()
                .collect(Collectors.joining(" and "));
        line(
                "weights",
                String.format(
                        Locale.ROOT,
                        "%,d parameters in %d tensors, %s, %,d bytes, all finite",
                        parameters,
                        checkpoint.names().size(),
                        dtypes,
                        bytes));
    }

    private void tokenizer(ModelConfig config) {
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            tokenizer.requireFits(config);
            line(
                    "tokenizer",
                    tokenizer.vocabularySize() + " tokens, bos " + id(tokenizer.bosTokenId()) + ", eos "
                            + id(tokenizer.eosTokenId()) + ", pad " + id(tokenizer.padTokenId()));
            line("chat template", ChatTemplate.isIn(directory) ? "its own" : "none, conversations are written plainly");
        }
    }

    private void tensor(String name, TensorEntry entry) {
        line(
                name,
                entry.dtype() + " " + Arrays.toString(entry.shape()) + " at " + entry.offset() + " of "
                        + entry.file().getFileName());
    }

    private static String rope(ModelConfig config) {
        RopeScaling scaling = config.ropeScaling();
        return "rotary base " + config.ropeTheta()
                + (scaling == null
                        ? ""
                        : ", stretched " + scaling.factor() + " times from " + scaling.originalMaxPositions());
    }

    private static String id(OptionalInt token) {
        return token.isPresent() ? Integer.toString(token.getAsInt()) : "none";
    }

    private void line(String what, String value) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-15s %s%n", what, value);
    }
}
