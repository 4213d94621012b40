package macaw.bench.learn;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a run learnt.
 *
 * @param task its name on the command line
 * @param system who learnt: macaw, or a peer with its version
 * @param seed null where several runs are taken together
 * @param figures the task's own, by name, in the order in which they are shown
 * @param curve what {@code figures} begins with, as it went; empty where only the end was measured
 */
record Result(
        String task,
        String system,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long seed,
        @JsonAnyGetter SequencedMap<String, Object> figures,
        List<Point> curve) {
    Result {
        figures = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(figures));
        curve = List.copyOf(curve);
    }

    /**
     * One of a curve: what was measured after so many rollouts, or pairs.
     *
     * @param kl to the start, nats an answer; null where the task does not measure it
     */
    record Point(
            long samples,
            double value,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double kl) {
        Point(long samples, double value) {
            this(samples, value, null);
        }
    }

    /** Its curve as a plot has it. */
    LinePlot.Series series() {
        return series(Point::samples);
    }

    /** The same over KL, of a task that measures it. */
    LinePlot.Series overKl() {
        return series(point -> Objects.requireNonNull(point.kl()));
    }

    private LinePlot.Series series(ToDoubleFunction<Point> across) {
        boolean peer = !system.equals(LearnBench.PRODUCT);
        List<LinePlot.Dot> dots = curve.stream()
                .map(point -> new LinePlot.Dot(across.applyAsDouble(point), point.value()))
                .toList();
        return new LinePlot.Series(system + ", seed " + seed, peer, dots);
    }
}
