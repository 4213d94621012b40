package macaw.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A script of {@code load-tests/peers} in a process that stays, and measures whenever it is sent a line. */
final class PythonPeer implements Contender {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final Path errors;
    private final String name;

    /** It ended, or said something that it should not say. */
    static final class PeerFailed extends IOException {
        private static final long serialVersionUID = 1;

        PeerFailed(String message) {
            super(message);
        }
    }

    private PythonPeer(Process process, Path errors) throws IOException {
        this.process = process;
        this.errors = errors;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.name = answer("ready").asText();
    }

    /** Starts it and waits until it is ready. Throws {@link PeerFailed}, with the last that it said, where it never is. */
    static PythonPeer start(List<String> command, Map<String, String> environment, Path errors) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        // how this process's native threads wait is none of a peer's business
        builder.environment().keySet().removeIf(key -> key.matches("(OMP|MKL|KMP|MALLOC)_.*"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ready = false;
        try {
            var peer = new PythonPeer(process, errors);
            ready = true;
            return peer;
        } finally {
            if (!ready) {
                process.destroy();
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double measure() throws IOException {
        questions.write("\n");
        questions.flush();
        return answer("value").asDouble();
    }

    /** It keeps nothing that is worth an orderly end. */
    @Override
    public void close() {
        process.destroy();
    }

    private JsonNode answer(String field) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            String said = Files.readString(errors).strip();
            throw new PeerFailed(said.isEmpty() ? "ended" : said.substring(said.lastIndexOf('\n') + 1));
        }
        return JSON.readTree(line).required(field);
    }
}
