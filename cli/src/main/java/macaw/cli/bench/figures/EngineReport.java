package macaw.cli.bench.figures;

import java.util.List;

/**
 * What the engine's process measured, repeat by repeat.
 *
 * @param machine what it was measured on
 * @param threads native threads
 * @param repeats of each measurement
 */
public record EngineReport(Machine machine, int threads, int repeats, Training training, Rollouts rollouts) {
    private static final double SHARE_OF_SGEMM = 0.5;
    private static final double GAIN_OF_A_BATCH = 4;

    /** A processor's name, its cores and the Java version. */
    public record Machine(String processor, int cores, String java) {}

    /**
     * Whole training steps of a Llama of 4.88 M parameters.
     *
     * @param gigaflops of the model, GFLOP/s
     * @param peak of libtorch's sgemm, measured before and after each repeat, GFLOP/s
     */
    public record Training(List<Double> tokensPerSecond, List<Double> gigaflops, List<Double> peak) {
        public Training {
            tokensPerSecond = List.copyOf(tokensPerSecond);
            gigaflops = List.copyOf(gigaflops);
            peak = List.copyOf(peak);
        }
    }

    /**
     * Rollouts of the same model.
     *
     * @param alone new tokens a second, one rollout at a time
     * @param together new tokens a second, 32 at once
     */
    public record Rollouts(List<Double> alone, List<Double> together) {
        public Rollouts {
            alone = List.copyOf(alone);
            together = List.copyOf(together);
        }
    }

    List<Ratio> ratios() {
        return List.of(
                Ratio.atLeast(
                        SHARE_OF_SGEMM,
                        "training, GFLOP/s of the model / of sgemm",
                        Spread.ofRatios(training.gigaflops(), training.peak())),
                Ratio.atLeast(
                        GAIN_OF_A_BATCH,
                        "rollouts, tokens/s of batch 32 / batch 1",
                        Spread.ofRatios(rollouts.together(), rollouts.alone())));
    }

    List<String> table() {
        return List.of(
                "%s, %d cores, %d threads, Java %s"
                        .formatted(machine.processor(), machine.cores(), threads, machine.java()),
                "min / median / max of " + repeats,
                "",
                "training, batch 16 x 128",
                row("tokens/s", training.tokensPerSecond()),
                row("GFLOP/s of the model", training.gigaflops()),
                row("GFLOP/s of sgemm (2048^3)", training.peak()),
                "",
                "rollouts, prompt 32 + 128 new tokens, sampled at temperature 1",
                row("batch 1, new tokens/s", rollouts.alone()),
                row("batch 32, new tokens/s", rollouts.together()));
    }

    private static String row(String what, List<Double> measured) {
        return "  %-32s %s".formatted(what, Spread.of(measured).text(0));
    }
}
