package macaw.demo.report;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.report.PromptOutcome.Sample;

/**
 * What one policy did with all prompts of a set.
 *
 * @param name "base", "sft", "ppo" or "sft-longer"; "ppo-2" is the second round's
 * @param version [namespace/]name@number
 * @param sampled at temperature 1, several samples a prompt
 * @param greedy at temperature 0
 */
public record PolicyResult(String name, String version, List<PromptOutcome> sampled, List<PromptOutcome> greedy) {
    public PolicyResult {
        sampled = List.copyOf(sampled);
        greedy = List.copyOf(greedy);
    }

    /** The rubric of each prompt at temperature 1, averaged over its samples. */
    public double[] rubric() {
        return rubric(sampled);
    }

    /** The rubric of each prompt, decoded greedily. */
    public double[] greedyRubric() {
        return rubric(greedy);
    }

    /** Mean rubric at temperature 1 over the prompts of one novelty; absent where there are none, as in the tuning set. */
    public OptionalDouble rubric(Novelty novelty) {
        return Arrays.stream(rubric(sampled.stream()
                        .filter(outcome -> outcome.instruction().novelty() == novelty)
                        .toList()))
                .average();
    }

    /** One part of the rubric, of each prompt at temperature 1. */
    double[] part(RubricPart part) {
        return sampled.stream()
                .mapToDouble(outcome -> outcome.mean(sample -> part.of(sample.rubric())))
                .toArray();
    }

    /** Mean of a value over all samples at temperature 1. */
    public double mean(ToDoubleFunction<Sample> value) {
        return sampled.stream()
                .mapToDouble(outcome -> outcome.mean(value))
                .average()
                .orElseThrow();
    }

    /** Mean KL to the SFT policy in nats an answer, where it was measured. */
    public OptionalDouble kl() {
        return sampled.stream()
                .flatMap(outcome -> outcome.samples().stream())
                .flatMapToDouble(sample -> sample.kl().stream())
                .average();
    }

    private static double[] rubric(List<PromptOutcome> outcomes) {
        return outcomes.stream()
                .mapToDouble(outcome -> outcome.mean(sample -> sample.rubric().total()))
                .toArray();
    }
}
