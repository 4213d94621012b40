package macaw.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import macaw.bench.RolloutWriter;
import macaw.onnx.Precision;

/** Rollouts of a full batch, sampled, prompts included in the time, after a batch that does not count: against transformers and llama.cpp. */
final class Rollouts {
    private Rollouts() {}

    static Row measure(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        LlamaCpp.Size size = size(model);
        List<Contender> contenders = new ArrayList<>();
        contenders.add(product(Product.NAME, Precision.FP32, model, run, size));
        run.peers()
                .transformers(
                        "generate.py",
                        model.directory(),
                        "--batch",
                        size.batch(),
                        "--prompt",
                        size.prompt(),
                        "--new",
                        size.written())
                .ifPresent(contenders::add);
        run.peers().llamaCpp("f32", model.directory(), size).ifPresent(contenders::add);
        String work = "rollouts, " + model.name();
        return Row.of(work, "new tokens/s", Turns.take(work, run.rounds(), contenders), wanted(model));
    }

    /** The same with matrices in eight bits: against the product's own in fp32, and llama.cpp's in q8_0. */
    static Row quantised(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        LlamaCpp.Size size = size(model);
        List<Contender> contenders = new ArrayList<>();
        contenders.add(product("macaw int8", Precision.INT8, model, run, size));
        contenders.add(product("macaw fp32", Precision.FP32, model, run, size));
        run.peers().llamaCpp("q8_0", model.directory(), size).ifPresent(contenders::add);
        String work = "quantised rollouts, " + model.name();
        List<Wanted> wanted = model.name().equals(BenchModel.SMOLLM2)
                ? List.of(new Wanted.Over("macaw fp32", 1.3, 1.3), new Wanted.Over("llama.cpp q8_0", 1, 1))
                : List.of();
        return Row.of(work, "new tokens/s", Turns.take(work, run.rounds(), contenders), wanted);
    }

    private static LlamaCpp.Size size(BenchModel model) {
        return model.large() ? new LlamaCpp.Size(16, 32, 64) : new LlamaCpp.Size(32, 32, 128);
    }

    private static Product product(
            String name, Precision precision, BenchModel model, BenchRun run, LlamaCpp.Size size) {
        var writer = RolloutWriter.open(model.directory(), size.batch(), run.threads(), precision);
        // as the peer does: a new process compiles while it writes its first batch, and a generator writes many
        writer.tokensPerSecond(writer.prompts(size.batch(), size.prompt(), 0), size.written());
        var turn = new AtomicInteger();
        return new Product(
                name,
                () -> writer.tokensPerSecond(
                        writer.prompts(size.batch(), size.prompt(), turn.incrementAndGet()), size.written()),
                writer::close);
    }

    private static List<Wanted> wanted(BenchModel model) {
        if (model.name().equals(BenchModel.LLAMA_5M)) {
            return List.of(new Wanted.OverTheBest(3, 4));
        }
        if (model.name().equals(BenchModel.LLAMA_25M)) {
            return List.of(new Wanted.OverTheBest(3, 3.6));
        }
        if (model.name().equals(BenchModel.SMOLLM2)) {
            return List.of(new Wanted.Over("transformers", 3.5, 4.5), new Wanted.Over("llama.cpp f32", 2, 2.6));
        }
        return List.of();
    }
}
