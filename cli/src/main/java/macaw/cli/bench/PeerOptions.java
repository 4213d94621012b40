package macaw.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the peers are, and what is measured on. */
final class PeerOptions {
    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "llama-5m, llama-25m (random weights, made for it) or the folder of a Hugging Face checkpoint;"
                            + " may stand several times (default: the two)")
    private List<String> models = List.of();

    @Option(
            names = "--peers",
            paramLabel = "VENV",
            defaultValue = "${env:MACAW_BENCH_PEERS}",
            description = "venv with what load-tests/peers/requirements.txt lists"
                    + " (default: MACAW_BENCH_PEERS, else the path's python3)")
    private @Nullable String venv;

    @Option(
            names = "--llama-cpp",
            paramLabel = "DIR",
            defaultValue = "${env:MACAW_BENCH_LLAMA_CPP}",
            description =
                    "folder with llama.cpp's llama-batched-bench (default: MACAW_BENCH_LLAMA_CPP, else the path's)")
    private @Nullable String llamaCpp;

    /** As the benchmark's own process takes them. */
    List<String> arguments(int repeats) {
        List<String> arguments = new ArrayList<>(List.of("--repeats=" + repeats));
        models.forEach(model -> arguments.add("--model=" + model));
        if (venv != null && !venv.isBlank()) {
            arguments.add("--peers=" + venv);
        }
        if (llamaCpp != null && !llamaCpp.isBlank()) {
            arguments.add("--llama-cpp=" + llamaCpp);
        }
        return arguments;
    }
}
