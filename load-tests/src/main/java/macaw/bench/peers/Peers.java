package macaw.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** The peers that this machine has. One that it lacks is left out, and named once with the reason. */
final class Peers {
    private static final String LLAMA_PROGRAM = "llama-batched-bench";
    private static final List<Path> TCMALLOC = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4"),
            Path.of("/usr/lib64/libtcmalloc_minimal.so.4"));

    private final Path scripts;
    private final Path work;
    private final int threads;
    private final Optional<Path> python;
    private final Optional<Path> llamaBench;
    private final SequencedSet<String> skipped = new LinkedHashSet<>();
    private int started;

    /**
     * Looks for them.
     *
     * @param scripts {@code load-tests/peers}
     * @param work a folder for what they need and say
     * @param venv of Python, with what requirements.txt lists; without one the path's python3
     * @param llamaCpp folder of llama.cpp's programs; without one the path's
     */
    Peers(Path scripts, Path work, int threads, Optional<Path> venv, Optional<Path> llamaCpp) {
        this.scripts = scripts;
        this.work = work;
        this.threads = threads;
        this.python = venv.map(folder -> folder.resolve("bin/python"))
                .filter(Files::isExecutable)
                .or(() -> onPath("python3"));
        this.llamaBench = llamaCpp.map(folder -> folder.resolve(LLAMA_PROGRAM))
                .filter(Files::isExecutable)
                .or(() -> onPath(LLAMA_PROGRAM));
    }

    /** Those that were left out, each with the reason. */
    List<String> skipped() {
        return List.copyOf(skipped);
    }

    int threads() {
        return threads;
    }

    /** A folder for what the benchmark itself writes. */
    Path work() {
        return work;
    }

    /** transformers, as {@code script} uses it. */
    Optional<Contender> transformers(String script, Path model, Object... options) throws IOException {
        return start("transformers", script, Map.of(), model, options);
    }

    /** The same with tcmalloc in the place of glibc's allocator. */
    Optional<Contender> withTcmalloc(String script, Path model, Object... options) throws IOException {
        Optional<Path> library = TCMALLOC.stream().filter(Files::exists).findFirst();
        if (library.isEmpty()) {
            skipped.add("transformers with tcmalloc: libtcmalloc_minimal.so.4 is not installed");
            return Optional.empty();
        }
        return start("transformers", script, Map.of("LD_PRELOAD", library.get().toString()), model, options);
    }

    /** TRL, as {@code script} uses it: where memory is measured and not time, its threads may sleep while they wait. */
    Optional<Contender> trl(String script, Path model, Object... options) throws IOException {
        return start("TRL", script, Map.of("OMP_WAIT_POLICY", "PASSIVE"), model, options);
    }

    /** llama.cpp with weights of that type. */
    Optional<Contender> llamaCpp(String type, Path model, LlamaCpp.Size size) throws IOException, InterruptedException {
        if (llamaBench.isEmpty()) {
            skipped.add("llama.cpp: no " + LLAMA_PROGRAM + " (--llama-cpp, or on the path)");
            return Optional.empty();
        }
        if (python.isEmpty()) {
            skipped.add("llama.cpp: there is no Python to write its file of weights with (--peers)");
            return Optional.empty();
        }
        Path file = work.resolve(model.getFileName() + "-" + type + ".gguf");
        Path log = log();
        if (!Files.exists(file)) {
            List<String> command = command("gguf_file.py", "--model", model, "--out", file, "--type", type);
            Process writer = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (writer.waitFor() != 0) {
                Files.deleteIfExists(file);
                skipped.add("llama.cpp: " + lastLine(log));
                return Optional.empty();
            }
        }
        return Optional.of(new LlamaCpp(llamaBench.get(), type, file, threads, size, log));
    }

    private Optional<Contender> start(
            String peer, String script, Map<String, String> environment, Path model, Object... options)
            throws IOException {
        if (python.isEmpty()) {
            skipped.add(peer + ": no Python (--peers, or python3 on the path)");
            return Optional.empty();
        }
        List<String> command = command(script, "--model", model, "--threads", threads);
        for (Object option : options) {
            command.add(option.toString());
        }
        try {
            return Optional.of(PythonPeer.start(command, environment, log()));
        } catch (PythonPeer.PeerFailed e) {
            skipped.add(peer + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<String> command(String script, Object... options) {
        List<String> command = new ArrayList<>();
        command.add(python.orElseThrow().toString());
        command.add("-B"); // nothing is written beside the scripts
        command.add(scripts.resolve(script).toString());
        for (Object option : options) {
            command.add(option.toString());
        }
        return command;
    }

    private Path log() {
        return work.resolve("peer-" + ++started + ".log");
    }

    private static String lastLine(Path log) throws IOException {
        String said = Files.readString(log).strip();
        return said.substring(said.lastIndexOf('\n') + 1);
    }

    private static Optional<Path> onPath(String program) {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> List.of(path.split(":")).stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
