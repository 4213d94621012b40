package macaw.demo.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import macaw.demo.prompts.Instruction;
import macaw.demo.rubric.RubricScore;

/**
 * What one policy did with one prompt under one way of decoding.
 *
 * @param samples one or more
 */
public record PromptOutcome(Instruction instruction, List<Sample> samples) {
    public PromptOutcome {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no sample of \"" + instruction.text() + "\"");
        }
    }

    /**
     * One answer.
     *
     * @param tokens its length, EOS included
     * @param reward the reward model's score
     * @param kl log-probability under the policy minus that under the SFT policy, in nats; absent where it was not measured
     */
    public record Sample(String text, RubricScore rubric, int tokens, double reward, OptionalDouble kl) {}

    /** Mean over the samples. */
    public double mean(ToDoubleFunction<Sample> value) {
        return samples.stream().mapToDouble(value).average().orElseThrow();
    }
}
