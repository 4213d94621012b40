package macaw.demo.report;

import java.util.stream.IntStream;
import macaw.demo.report.Bootstrap.Estimate;

/**
 * How often an answer of one policy beats one of another to the same prompt, both at temperature 1.
 *
 * @param rate by the rubric, over all pairs of their samples; answers that the rubric ties count half; with an interval over prompts
 */
public record WinRate(String policy, String against, Estimate rate) {
    /** Of two results on the same prompts in the same order. */
    public static WinRate of(PolicyResult policy, PolicyResult against, long seed) {
        double[] rates = IntStream.range(0, policy.sampled().size())
                .mapToDouble(
                        i -> rate(policy.sampled().get(i), against.sampled().get(i)))
                .toArray();
        return new WinRate(policy.name(), against.name(), new Bootstrap(seed).mean(rates));
    }

    private static double rate(PromptOutcome outcome, PromptOutcome against) {
        return outcome.mean(ours -> against.mean(
                theirs -> won(ours.rubric().total() - theirs.rubric().total())));
    }

    private static double won(double difference) {
        return Math.abs(difference) < RewardAgreement.TIE ? 0.5 : difference > 0 ? 1 : 0;
    }
}
