package macaw.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import macaw.bench.TrainingSteps;

/** A training step against transformers with SDPA, with whichever allocator is faster. */
final class Training {
    private static final int POSITIONS = 128;
    private static final int WARM_UP = 1;

    private Training() {}

    static Row measure(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        int batch = model.large() ? 4 : 16;
        int steps = model.large() ? 2 : 3;
        List<Contender> contenders = new ArrayList<>();
        contenders.add(product(model, run, batch, steps));
        Object[] options = {"--batch", batch, "--length", POSITIONS, "--steps", steps};
        run.peers().transformers("train.py", model.directory(), options).ifPresent(contenders::add);
        run.peers().withTcmalloc("train.py", model.directory(), options).ifPresent(contenders::add);
        String work = "training step, " + model.name();
        return Row.of(work, "tokens/s", Turns.take(work, run.rounds(), contenders), wanted(model));
    }

    private static Product product(BenchModel model, BenchRun run, int batch, int steps) {
        var training =
                new TrainingSteps(run.torch(), model.directory(), batch, POSITIONS, WARM_UP + run.rounds() * steps);
        training.tokensPerSecond(WARM_UP);
        return new Product(Product.NAME, () -> training.tokensPerSecond(steps), training::close);
    }

    private static List<Wanted> wanted(BenchModel model) {
        List<String> named = List.of(BenchModel.LLAMA_5M, BenchModel.LLAMA_25M, BenchModel.SMOLLM2);
        return named.contains(model.name()) ? List.of(new Wanted.OverTheBest(1, 1.2)) : List.of();
    }
}
