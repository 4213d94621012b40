package macaw.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.cli.bench.figures.IterationTimes;
import macaw.cli.bench.figures.PpoBesideTrlReport;
import macaw.cli.bench.figures.PpoReport;
import macaw.cli.display.StageDisplay;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Message;
import macaw.languagemodel.Tokenizer;
import macaw.localstack.StackException;
import macaw.localstack.StackState;

/**
 * A PPO iteration through the services beside one of TRL's PPOTrainer: the same policy, lengths, passes, learning rates and penalty. In turns: some
 * iterations of a run of ours, the first of which loads the models and does not count, then as many of TRL's. A whole run of ours goes before and does not
 * count either.
 *
 * @param rounds of both
 */
record PpoBesideTrl(int rounds) {
    static final int PROMPTS = 64;
    static final int PROMPT_TOKENS = 32;
    static final int MAX_TOKENS = 48;
    static final int EPOCHS = 4;
    static final int MICROBATCH = 16;

    /** Of a round, on each side. */
    private static final int COUNTED = 4;

    private static final String LEARNING = """
            "epochs": %d, "minibatches": 1, "microbatchSize": %d, "kl": {"coefficient": 0.05}, "missingEos": "keep",
            "optimizer": {"learningRate": 3e-6}, "valueOptimizer": {"learningRate": 3e-6}""".formatted(EPOCHS, MICROBATCH);

    PpoBesideTrl {
        if (rounds < 1) {
            throw new StackException("--repeats must be >= 1, was " + rounds);
        }
    }

    /**
     * Measures both.
     *
     * @param model folder of the checkpoint that {@code policy} was imported from
     */
    PpoBesideTrlReport run(
            StackState stack,
            String namespace,
            String policy,
            String reward,
            Path model,
            Path python,
            int threads,
            StageDisplay display)
            throws IOException, InterruptedException {
        var bench = new PpoBench(1 + COUNTED, PROMPTS, MAX_TOKENS, LEARNING);
        // theirs is compiled, ours is when it has run for a while
        PpoReport ignored = bench.run(stack, namespace, policy, reward, prompts(model), display);
        List<IterationTimes> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        display.begin("TRL");
        try (TrlPpo trl = TrlPpo.start(
                python,
                model,
                threads,
                List.of(
                        "--prompts=" + PROMPTS,
                        "--prompt=" + PROMPT_TOKENS,
                        "--new=" + MAX_TOKENS,
                        "--epochs=" + EPOCHS,
                        "--microbatch=" + MICROBATCH))) {
            display.end(trl.name());
            for (int round = 1; round <= rounds; round++) {
                PpoReport report = bench.run(stack, namespace, policy, reward, prompts(model), display);
                ours.addAll(report.iterations());
                display.begin(trl.name() + ", round " + round + " of " + rounds);
                for (int i = 0; i < COUNTED; i++) {
                    theirs.add(trl.iteration());
                }
                display.end("measured");
            }
            return new PpoBesideTrlReport(trl.name(), new PpoReport(PROMPTS, MAX_TOKENS, ours), theirs, threads);
        }
    }

    /** Rows of prompts that are as long in the model's tokens as the peer's. */
    private static InputStream prompts(Path model) {
        ChatTemplate template = ChatTemplate.open(model);
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            return new ByteArrayInputStream(IntStream.range(0, PROMPTS)
                    .mapToObj(i -> JsonNodeFactory.instance
                            .objectNode()
                            .put("prompt", prompt(i, template, tokenizer))
                            .toString())
                    .collect(Collectors.joining("\n", "", "\n"))
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String prompt(int index, ChatTemplate template, Tokenizer tokenizer) {
        String text = Integer.toString(index);
        while (template.encodePrompt(tokenizer, List.of(Message.user(text))).length < PROMPT_TOKENS) {
            text += (char) ('a' + (index + text.length()) % 26);
        }
        return text;
    }
}
