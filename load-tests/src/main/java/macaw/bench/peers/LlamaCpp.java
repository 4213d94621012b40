package macaw.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * llama.cpp's own {@code llama-batched-bench}: new tokens a second, the time of the prompts included and that of loading not. It draws no
 * tokens, so its figure is an upper bound.
 *
 * @param program the benchmark
 * @param type of the weights, {@code f32} or {@code q8_0}
 * @param file a GGUF
 * @param log where its errors go
 */
record LlamaCpp(Path program, String type, Path file, int threads, Size size, Path log) implements Contender {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Now and then it ends well without having printed its line. */
    private static final int TRIES = 5;

    /** How many sequences, and how long. */
    record Size(int batch, int prompt, int written) {}

    @Override
    public String name() {
        return "llama.cpp " + type;
    }

    @Override
    public double measure() throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Optional<JsonNode> line = run();
            if (line.isPresent()) {
                return size.batch() * size.written() / line.get().required("t").asDouble();
            }
        }
        throw new IOException(program + " printed no line of figures");
    }

    private Optional<JsonNode> run() throws IOException, InterruptedException {
        String cache = type.equals("f32") ? "f32" : "f16";
        int context = size.batch() * (size.prompt() + size.written()) + 256;
        var builder = new ProcessBuilder(List.of(
                        program.toString(),
                        "-m",
                        file.toString(),
                        "-t",
                        Integer.toString(threads),
                        "-tb",
                        Integer.toString(threads),
                        "-c",
                        Integer.toString(context),
                        "-b",
                        "2048",
                        "-ub",
                        "512",
                        "-npp",
                        Integer.toString(size.prompt()),
                        "-ntg",
                        Integer.toString(size.written()),
                        "-npl",
                        Integer.toString(size.batch()),
                        "-ctk",
                        cache,
                        "-ctv",
                        cache,
                        "--output-format",
                        "jsonl"))
                .redirectError(log.toFile());
        builder.environment().keySet().removeIf(key -> key.matches("(OMP|MKL|KMP|MALLOC)_.*"));
        Process process = builder.start();
        List<String> lines = process.inputReader()
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList();
        if (process.waitFor() != 0) {
            String said = Files.readString(log).strip();
            throw new IOException(program + " failed: " + said.substring(said.lastIndexOf('\n') + 1));
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(lines.getLast()));
    }

    @Override
    public void close() {}
}
