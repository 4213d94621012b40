package macaw.cli.checkpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a checkpoint folder holds and needs, having verified all of it. */
@Command(
        name = "inspect",
        description = {
            "Verifies a Hugging Face checkpoint directory (headers, shapes, finite weights, tokenizer) and says what it holds.",
            "Also what memory each service needs for it, as an estimate. Ends with 2 and says what, where something is not supported."
        },
        mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {
    private static final int UNSUPPORTED = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "folder with config.json and model.safetensors or its shards")
    private Path directory = Path.of(".");

    @Option(names = "--tensors", description = "also list every tensor")
    private boolean tensors;

    @Option(names = "--json", description = "print one line of JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Inspection inspection = Inspection.of(directory, tensors);
        if (json) {
            out().println(new ObjectMapper().writeValueAsString(inspection));
        } else {
            text(inspection);
        }
        return inspection.unsupported().isEmpty() ? 0 : UNSUPPORTED;
    }

    private void text(Inspection inspection) {
        if (inspection.model() != null) {
            describe(inspection.model());
        }
        if (inspection.weights() != null) {
            weights(inspection.weights());
        }
        if (inspection.words() != null) {
            words(inspection.words());
        } else if (inspection.unsupported().isEmpty()) {
            line("tokenizer", "none");
        }
        String service = "";
        for (MemoryNeed need : inspection.memory()) {
            line(
                    need.service().equals(service) ? "" : need.service() + " needs",
                    "%10s  %s".formatted(megabytes(need.bytes()), need.part()));
            service = need.service();
        }
        inspection.unsupported().forEach(refusal -> line("unsupported", refusal.code() + ": " + refusal.reason()));
        if (inspection.weights() != null) {
            inspection.weights().list().forEach(out()::println);
        }
    }

    private void describe(Inspection.Model model) {
        line("architecture", model.architecture());
        line(
                "transformer",
                model.layers() + " layers of width " + model.hiddenSize() + ", feed-forward "
                        + model.intermediateSize());
        line(
                "attention",
                model.heads() + " heads of " + model.headSize() + ", " + model.keyValueHeads() + " of keys and values");
        line(
                "context",
                model.context() + " tokens, " + model.positions()
                        + (model.windows().isEmpty()
                                ? ""
                                : ", windows of "
                                        + joined(model.windows().stream().toList())));
        line("vocabulary", model.vocabulary() + (model.tiedEmbeddings() ? ", head tied to the embedding" : ""));
        line("special tokens", "bos " + id(model.bos()) + ", eos " + model.eos() + ", pad " + id(model.pad()));
        if (model.rewardScale() != null) {
            line("reward", "(output + " + model.rewardShift() + ") * " + model.rewardScale());
        }
    }

    private void weights(Inspection.Weights weights) {
        line(
                "weights",
                String.format(
                        Locale.ROOT,
                        "%,d parameters in %d tensors, %s, %,d bytes%s, all finite",
                        weights.parameters(),
                        weights.tensors(),
                        String.join(" and ", weights.dtypes()),
                        weights.bytes(),
                        weights.files() == 1 ? "" : " in " + weights.files() + " files"));
    }

    private void words(Inspection.Words words) {
        line(
                "tokenizer",
                words.tokens() + " tokens, bos " + id(words.bos()) + ", eos " + id(words.eos()) + ", pad "
                        + id(words.pad()));
        line("chat template", words.chatTemplate() ? "its own" : "none, conversations are written plainly");
        if (words.untrainable() != null) {
            line("no training", words.untrainable());
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    private static String joined(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" and "));
    }

    private static String id(@Nullable Integer token) {
        return token == null ? "none" : token.toString();
    }

    private void line(String what, String value) {
        out().printf("%-15s %s%n", what, value);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
