package macaw.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import macaw.cli.systems.CheckoutRoot;
import macaw.localstack.StackException;

/** TRL's PPOTrainer in a process that stays: {@code load-tests/peers/ppo_iterations.py}. */
final class TrlPpo implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final Path errors;
    private final String name;

    private TrlPpo(Process process, Path errors) throws IOException {
        this.process = process;
        this.errors = errors;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.name = answer("ready").asText();
    }

    /**
     * Starts it and waits for the end of its first iteration, which warms up.
     *
     * @param python an interpreter with what {@code load-tests/peers/requirements.txt} lists
     * @param options as the script takes them, after model and threads
     */
    static TrlPpo start(Path python, Path model, int threads, List<String> options) throws IOException {
        Path errors = Files.createTempFile("macaw-trl", ".log");
        var builder = new ProcessBuilder(
                        python.toString(),
                        CheckoutRoot.path()
                                .resolve("load-tests/peers/ppo_iterations.py")
                                .toString(),
                        "--model=" + model,
                        "--threads=" + threads)
                .redirectError(errors.toFile());
        builder.command().addAll(options);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new StackException("TRL cannot be started: " + e.getMessage(), e);
        }
        boolean ready = false;
        try {
            var trl = new TrlPpo(process, errors);
            ready = true;
            return trl;
        } finally {
            if (!ready) {
                process.destroy();
            }
        }
    }

    String name() {
        return name;
    }

    /** Seconds of its next iteration. */
    double iteration() throws IOException {
        questions.write("\n");
        questions.flush();
        return answer("value").asDouble();
    }

    private JsonNode answer(String field) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            List<String> said = Files.readAllLines(errors);
            throw new StackException("TRL ended: " + (said.isEmpty() ? "without a word" : said.getLast()));
        }
        return JSON.readTree(line).required(field);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.deleteIfExists(errors);
    }
}
