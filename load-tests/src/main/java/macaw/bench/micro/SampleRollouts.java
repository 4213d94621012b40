package macaw.bench.micro;

import java.time.Instant;
import java.util.List;
import macaw.records.Completion;
import macaw.records.DeterministicRandom;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Sampling;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;

/** One rollout of the length that is asked for, with token ids as a large vocabulary has them. */
final class SampleRollouts {
    static final int VOCABULARY = 128_256;

    private static final VersionRef POLICY = new VersionRef("default", "bench-policy", 12, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "bench-reward", 3, "b".repeat(64));
    private static final Instant ASKED = Instant.ofEpochSecond(1_800_000_000);

    private SampleRollouts() {}

    /** Half as long a prompt as its answer is. */
    static ScoredRollout scored(int answerTokens) {
        var random = DeterministicRandom.of(1, "bench.micro", 0, answerTokens);
        var prompt = new Prompt(
                "default",
                Prompt.rolloutId("bench-run", 7, 31, 0),
                "bench-run",
                1,
                7,
                31,
                0,
                tokens(random, Math.max(1, answerTokens / 2)),
                Sampling.plain(1, answerTokens),
                random.nextLong(),
                POLICY,
                List.of(new RewardWeight(REWARD, 1)),
                ASKED);
        float[] logProbabilities = new float[answerTokens];
        for (int t = 0; t < answerTokens; t++) {
            logProbabilities[t] = (float) Math.log(1 - random.nextDouble());
        }
        var completion = new Completion(
                tokens(random, answerTokens),
                LogProbabilities.of(logProbabilities),
                FinishReason.LENGTH,
                "onnxruntime-1.29.0/avx512");
        return new ScoredRollout(
                new Rollout(prompt, Fingerprints.of(prompt), POLICY, completion),
                new Scores(List.of(new Score(REWARD, 1.25, 1))));
    }

    private static TokenIds tokens(DeterministicRandom random, int count) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = random.nextInt(VOCABULARY);
        }
        return TokenIds.of(ids);
    }
}
