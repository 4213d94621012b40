package macaw.bench.learn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import macaw.records.Completion;
import macaw.records.DeterministicRandom;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.settings.PpoSettings;

/** Lets policies answer and says what each answer is worth; policies that are compared answer with the same draws. */
final class SampleWriter {
    /** What the rewards of samples stand under. */
    static final VersionRef REWARD = new VersionRef("default", "rule", 1, "0".repeat(64));

    private static final String EVALUATION = "evaluation";

    private final LocalGenerator generator;
    private final Reward reward;
    private final PpoSettings settings;

    /** What an answer is worth. */
    @FunctionalInterface
    interface Reward {
        double of(TokenIds prompt, Completion answer);
    }

    /** An answer, and what it is worth. */
    record Sample(Prompt prompt, Completion answer, double reward) {
        static double meanReward(List<Sample> samples) {
            return samples.stream().mapToDouble(Sample::reward).average().orElseThrow();
        }
    }

    SampleWriter(LocalGenerator generator, Reward reward, PpoSettings settings) {
        this.generator = generator;
        this.reward = reward;
        this.settings = settings;
    }

    /** An answer to each request, in their order. */
    List<Sample> write(String run, int iteration, VersionRef policy, List<PromptRequest> requests) {
        List<Prompt> prompts = requests.stream()
                .map(request -> prompt(run, iteration, policy, request))
                .toList();
        List<Sample> samples = new ArrayList<>();
        for (Completion answer : generator.write(prompts)) {
            Prompt prompt = prompts.get(samples.size());
            samples.add(new Sample(prompt, answer, reward.of(prompt.tokens(), answer)));
        }
        return samples;
    }

    /** Samples with draws that training never sees, those of the seed and of how many iterations the policy has behind it: so many of each prompt. */
    List<Sample> evaluate(VersionRef policy, int iterations, List<TokenIds> prompts, int samples) {
        List<PromptRequest> asked = new ArrayList<>();
        Sampling sampling = Sampling.plain(settings.temperature(), settings.maxTokens());
        for (int p = 0; p < prompts.size(); p++) {
            for (int s = 0; s < samples; s++) {
                long seed = DeterministicRandom.of(settings.run().seed(), EVALUATION, iterations, asked.size())
                        .nextLong();
                asked.add(new PromptRequest(p, s, prompts.get(p), sampling, seed));
            }
        }
        return write(EVALUATION, iterations, policy, asked);
    }

    private static Prompt prompt(String run, int iteration, VersionRef policy, PromptRequest request) {
        return new Prompt(
                "default",
                Prompt.rolloutId(run, iteration, request.promptIndex(), request.sampleIndex()),
                run,
                1,
                iteration,
                request.promptIndex(),
                request.sampleIndex(),
                request.tokens(),
                request.sampling(),
                request.seed(),
                policy,
                List.of(new RewardWeight(REWARD, 1)),
                Instant.EPOCH);
    }
}
