package macaw.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The most memory that is resident during a PPO step: the trainer's process beside TRL's. Measured once, since it hardly differs. */
final class PpoMemory {
    private PpoMemory() {}

    static Row measure(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Product(Product.NAME, () -> gigabytes(model, run, PpoStep.PLAIN), () -> {}));
        contenders.add(
                new Product("macaw, checkpointing, bf16 ref.", () -> gigabytes(model, run, PpoStep.SPARING), () -> {}));
        contenders.add(new Product(
                "macaw, checkpointing, bf16, LoRA", () -> gigabytes(model, run, PpoStep.ADAPTERS), () -> {}));
        run.peers()
                .trl(
                        "ppo.py",
                        model.directory(),
                        "--prompts",
                        PpoStep.PROMPTS,
                        "--prompt",
                        PpoStep.PROMPT,
                        "--new",
                        PpoStep.WRITTEN,
                        "--microbatch",
                        PpoStep.MICROBATCH)
                .ifPresent(contenders::add);
        String work = "resident memory of a PPO step, " + model.name();
        List<Wanted> wanted = model.name().equals(BenchModel.SMOLLM2) ? List.of(new Wanted.AtMost(8, 6)) : List.of();
        return Row.of(work, "GB", Turns.take(work, 1, contenders), wanted);
    }

    /** In a process of its own: memory that this one has used stays resident. */
    private static double gigabytes(BenchModel model, BenchRun run, String memory)
            throws IOException, InterruptedException {
        Process step = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PpoStep.class.getName(),
                        model.directory().toString(),
                        Integer.toString(run.threads()),
                        memory))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String figure = new String(step.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (step.waitFor() != 0) {
            throw new IOException("the PPO step failed");
        }
        return Double.parseDouble(figure);
    }
}
