package macaw.trainer.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import macaw.records.Completion;
import macaw.records.Failure;
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
import macaw.records.ScoringOutcome;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.trainer.history.Samples.Sample;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final VersionRef POLICY = new VersionRef("default", "sft", 1, "0".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "rm", 1, "1".repeat(64));

    private static Prompt prompt(int index) {
        return new Prompt(
                "default",
                Prompt.rolloutId("run", 0, index, 0),
                "run",
                1,
                0,
                index,
                0,
                TokenIds.of(1, index),
                Sampling.plain(1, 4),
                index,
                POLICY,
                List.of(new RewardWeight(REWARD, 1)),
                Instant.EPOCH);
    }

    private static ScoredRollout scored(int index, ScoringOutcome outcome) {
        Prompt prompt = prompt(index);
        Completion completion = new Completion(
                TokenIds.of(index, 2),
                LogProbabilities.of(-1f, -0.5f),
                index % 2 == 0 ? FinishReason.EOS : FinishReason.LENGTH,
                "test numerics");
        return new ScoredRollout(new Rollout(prompt, Fingerprints.of(prompt), POLICY, completion), outcome);
    }

    private static List<ScoredRollout> twenty() {
        List<ScoredRollout> rollouts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rollouts.add(scored(i, new Scores(List.of(new Score(REWARD, i, 0.5)))));
        }
        Collections.shuffle(rollouts, new Random(1));
        return rollouts;
    }

    private static List<String> words(List<TokenIds> tokens) {
        return tokens.stream().map(TokenIds::toString).toList();
    }

    @Test
    void theBestTheWorstAndSomeBetweenAreShown() {
        Samples samples = Samples.of(3, twenty(), SamplesTest::words);
        assertThat(samples.step()).isEqualTo(3);
        assertThat(samples.samples()).extracting(Sample::score).containsExactly(9.5, 8.5, 7.0, 5.5, 4.5, 3.0, 1.5, 0.0);
        assertThat(samples.samples().getFirst())
                .isEqualTo(new Sample(Prompt.rolloutId("run", 0, 19, 0), "[1, 19]", "[19, 2]", 9.5, false));
        assertThat(samples.samples().getLast().ended()).isTrue();
    }

    @Test
    void failedRolloutsAndLongTextsAreNoTrouble() {
        ScoredRollout failed = scored(0, new Failure("POLICY_UNKNOWN", "gone", false));
        assertThat(Samples.of(1, List.of(failed), SamplesTest::words).samples()).isEmpty();
        ScoredRollout one = scored(1, new Scores(List.of(new Score(REWARD, 1, 1))));
        String longest = "x".repeat(Samples.CHARACTERS - 1) + "😀";
        Sample sample = Samples.of(1, List.of(failed, one), tokens -> List.of("short", longest))
                .samples()
                .getFirst();
        assertThat(sample.prompt()).isEqualTo("short");
        assertThat(sample.answer()).isEqualTo("x".repeat(Samples.CHARACTERS - 1) + "…");
    }
}
