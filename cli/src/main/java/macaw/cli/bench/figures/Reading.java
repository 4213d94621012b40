package macaw.cli.bench.figures;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What three services' metrics said at one moment; everything counts from their starts.
 *
 * @param generating seconds that the generator's engine was at work
 * @param scoring seconds that the reward service's engine was at work
 * @param stages the trainer's seconds by stage of an iteration, counted when an iteration ends
 * @param iterations that have ended
 * @param tokens that the generator drew
 */
public record Reading(double generating, double scoring, Map<String, Double> stages, long iterations, double tokens) {
    private static final List<String> STAGES = List.of("prompts", "waiting", "training", "checkpoint", "publish");
    private static final String BUSY = "macaw_engine_busy_seconds_total";
    private static final String STAGE = "macaw_ppo_stage_seconds";

    public Reading {
        stages = Map.copyOf(stages);
    }

    /** Reads pages of metrics in Prometheus' text format. */
    public static Reading of(String generator, String reward, String trainer) {
        return new Reading(
                value(generator, BUSY, ""),
                value(reward, BUSY, ""),
                STAGES.stream()
                        .collect(Collectors.toMap(Function.identity(), stage -> value(trainer, STAGE + "_sum", stage))),
                (long) value(trainer, STAGE + "_count", "waiting"),
                value(generator, "macaw_generation_tokens_total", "decode"));
    }

    /** The series of that name with that value of a label; 0 where nothing was counted yet. */
    private static double value(String page, String name, String label) {
        return page.lines()
                .filter(line -> line.startsWith(name) && (label.isEmpty() || line.contains("\"" + label + "\"")))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
