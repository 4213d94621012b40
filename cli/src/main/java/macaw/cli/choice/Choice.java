package macaw.cli.choice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.VersionRef;

/**
 * Policies by their mean score on the prompts that every one of them has a score for, the best first. Since all answered the same prompts, how far one is
 * behind the best is known better than either mean: its error is that of the prompts' differences.
 *
 * @param prompts that were compared
 * @param leftOut prompts that some policy has no score for
 */
record Choice(List<Standing> standings, int prompts, int leftOut) {
    /** Half of a 95 % interval, in standard errors. */
    private static final double INTERVAL = 1.96;

    /**
     * One of them.
     *
     * @param mean over the prompts
     * @param margin half of its 95 % interval
     * @param behind the best's mean less its own
     * @param behindMargin half of the 95 % interval of that
     * @param cutOff answers that did not end by themselves
     */
    record Standing(VersionRef version, double mean, double margin, double behind, double behindMargin, int cutOff) {}

    Choice {
        standings = List.copyOf(standings);
    }

    /** @throws CodedException DATASET_EMPTY where no prompt has a score from all of them */
    static Choice of(List<Examined> policies) {
        int all = policies.getFirst().scores().size();
        int[] compared = IntStream.range(0, all)
                .filter(prompt -> policies.stream()
                        .allMatch(policy -> policy.scores().get(prompt).isPresent()))
                .toArray();
        if (compared.length == 0) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY,
                    "no prompt was answered by all policies and scored: "
                            + policies.stream()
                                    .flatMap(policy -> policy.failure().stream())
                                    .findFirst()
                                    .orElse("there is none"));
        }
        List<Scored> scored = new ArrayList<>();
        for (Examined policy : policies) {
            double[] scores = IntStream.of(compared)
                    .mapToDouble(prompt -> policy.scores().get(prompt).orElseThrow())
                    .toArray();
            scored.add(new Scored(policy, scores));
        }
        scored.sort(Comparator.comparingDouble((Scored policy) -> mean(policy.scores()))
                .reversed()); // stable
        double[] best = scored.getFirst().scores();
        return new Choice(
                scored.stream().map(policy -> policy.against(best)).toList(), compared.length, all - compared.length);
    }

    Standing best() {
        return Objects.requireNonNull(standings.getFirst());
    }

    @SuppressWarnings("ArrayRecordComponent") // made and read here
    private record Scored(Examined policy, double[] scores) {
        Standing against(double[] best) {
            double[] behind = IntStream.range(0, best.length)
                    .mapToDouble(i -> best[i] - scores[i])
                    .toArray();
            return new Standing(
                    policy.version(), mean(scores), margin(scores), mean(behind), margin(behind), policy.cutOff());
        }
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
    }

    /** 1.96 s / √n; of one value none is known. */
    private static double margin(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return INTERVAL * Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
