package macaw.cli.checkpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.Tokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a model says of a text, to compare with what other tools say of it. */
@Command(
        name = "logprobs",
        description = {
            "Computes the log-probability of every token of a text, given what precedes it.",
            "Works on a checkpoint directory without any service, to compare with other tools."
        },
        mixinStandardHelpOptions = true)
public final class LogProbabilitiesCommand implements Callable<Integer> {
    /** More than any machine has cores; a native pool of very many ends the process. */
    private static final int MAX_THREADS = 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "folder with config.json and model.safetensors or its shards")
    private Path directory = Path.of(".");

    @ArgGroup(multiplicity = "1")
    private Given given = new Given();

    @Option(
            names = "--runtime",
            paramLabel = "onnx|torch",
            defaultValue = "onnx",
            description = "what computes: onnx generates, torch trains (default: ${DEFAULT-VALUE})")
    private ModelRuntime runtime = ModelRuntime.ONNX;

    @Option(names = "--threads", paramLabel = "N", description = "native threads (default: ${DEFAULT-VALUE})")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--json",
            description = "print one line, {\"ids\":[...],\"logprobs\":[...]}: logprobs[i] is that of ids[i+1]")
    private boolean json;

    /** One of the two. */
    static final class Given {
        @Option(
                names = "--text",
                paramLabel = "TEXT",
                description = "a text; special tokens that it spells out become their ids, none is added")
        private @Nullable String text;

        @Option(names = "--ids", paramLabel = "ID", split = ",", description = "token ids, for instance 1,2,3")
        private int @Nullable [] ids;
    }

    /** What one line of JSON holds. */
    @SuppressWarnings("ArrayRecordComponent") // written once, read once
    record Line(int[] ids, float[] logprobs) {}

    @Override
    public Integer call() throws JsonProcessingException {
        ModelConfig config = ModelConfig.read(directory);
        requireThreads();
        int[] ids = checked(ids(config), config);
        float[] logProbabilities = ids.length < 2 ? new float[0] : computed(ids);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(new Line(ids, logProbabilities)));
        } else {
            table(out, ids, logProbabilities);
        }
        return 0;
    }

    private float[] computed(int[] ids) {
        try {
            return runtime.logProbabilities(directory, ids, threads);
        } catch (NoClassDefFoundError e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "this image holds no runtime; use the command of a checkout", e);
        }
    }

    private void requireThreads() {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "--threads must be between 1 and " + MAX_THREADS + ", was " + threads);
        }
    }

    private int[] ids(ModelConfig config) {
        if (given.ids != null) {
            return given.ids;
        }
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            tokenizer.requireFits(config);
            return tokenizer.encode(String.valueOf(given.text));
        }
    }

    private int[] checked(int[] ids, ModelConfig config) {
        if (config.head() != ModelHead.CAUSAL_LM) {
            throw new CodedException(
                    ErrorCode.CONFIG_UNSUPPORTED,
                    directory + " is a " + config.className() + ", which has no log-probabilities of tokens");
        }
        if (ids.length == 0) {
            throw new CodedException(ErrorCode.PROMPT_EMPTY, "there are no tokens");
        }
        if (ids.length > config.maxPositions()) {
            throw new CodedException(
                    ErrorCode.PROMPT_TOO_LONG,
                    ids.length + " tokens do not fit the model's context of " + config.maxPositions());
        }
        for (int id : ids) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw new CodedException(
                        ErrorCode.TOKEN_OUT_OF_VOCABULARY,
                        "token " + id + " is not in the vocabulary of " + config.vocabularySize());
            }
        }
        return ids;
    }

    /** With line breaks and the like as JSON writes them. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private void table(PrintWriter out, int[] ids, float[] logProbabilities) {
        Tokenizer tokenizer = Files.exists(directory.resolve("tokenizer.json")) ? Tokenizer.open(directory) : null;
        try {
            out.printf("%8s %8s %12s  %s%n", "position", "id", "log p", tokenizer == null ? "" : "token");
            double sum = 0;
            for (int i = 0; i < ids.length; i++) {
                String logProbability = "";
                if (i > 0) {
                    logProbability = String.format(Locale.ROOT, "%.6f", logProbabilities[i - 1]);
                    sum += logProbabilities[i - 1];
                }
                String token = tokenizer == null ? "" : quoted(tokenizer.decode(new int[] {ids[i]}));
                out.printf("%8d %8d %12s  %s%n", i, ids[i], logProbability, token);
            }
            if (ids.length > 1) {
                double mean = sum / (ids.length - 1);
                out.printf(Locale.ROOT, "sum %.6f, mean %.6f, perplexity %.4f%n", sum, mean, Math.exp(-mean));
            }
        } finally {
            if (tokenizer != null) {
                tokenizer.close();
            }
        }
    }
}
