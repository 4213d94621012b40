package macaw.cli.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import macaw.localstack.StackException;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.RolloutOutcome;
import macaw.records.Sampling;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Test;

class AnswerLedgerTest {
    private static final VersionRef POLICY = new VersionRef("default", "sft", 1, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "rm", 1, "b".repeat(64));
    private static final Prompt FIRST = prompt(0);
    private static final Prompt SECOND = prompt(1);
    private static final Scores SCORES = scores(0.5);
    private static final long MILLISECOND = 1_000_000;

    private final AnswerLedger ledger = new AnswerLedger();

    @Test
    void ageIsCountedFromPromptToRolloutAndFromRolloutToScore() {
        ledger.asked(FIRST, 10 * MILLISECOND);
        ledger.asked(SECOND, 20 * MILLISECOND);
        assertThat(ledger.open()).isEqualTo(2);
        ledger.written(rollout(FIRST, completion(1, 2, 3)), 40 * MILLISECOND);
        assertThat(ledger.open()).isEqualTo(2);
        ledger.scored(new ScoredRollout(rollout(FIRST, completion(1, 2, 3)), SCORES), 45 * MILLISECOND);
        assertThat(ledger.open()).isEqualTo(1);
        assertThat(ledger.answers(List.of(FIRST.rolloutId())))
                .containsExactly(new AnswerLedger.Answer(30, 5, 3))
                .allMatch(answer -> answer.whole() == 35);
    }

    @Test
    void aScoreMayBeSeenBeforeItsRollout() {
        ledger.asked(FIRST, 0);
        ledger.scored(new ScoredRollout(rollout(FIRST, completion(7)), SCORES), 9 * MILLISECOND);
        ledger.written(rollout(FIRST, completion(7)), 10 * MILLISECOND);
        assertThat(ledger.answers(List.of(FIRST.rolloutId()))).containsExactly(new AnswerLedger.Answer(9, 0, 1));
        assertThat(ledger.repeated()).isZero();
        ledger.written(rollout(FIRST, completion(7)), 11 * MILLISECOND);
        assertThat(ledger.repeated()).isOne();
    }

    @Test
    void whatComesTwiceAndIsEqualIsOneAnswer() {
        ledger.asked(FIRST, 0);
        ledger.written(rollout(FIRST, completion(7)), 1);
        ledger.written(rollout(FIRST, completion(7)), 2);
        ledger.scored(new ScoredRollout(rollout(FIRST, completion(7)), SCORES), 3);
        ledger.scored(new ScoredRollout(rollout(FIRST, completion(7)), scores(0.5)), 4);
        assertThat(ledger.repeated()).isEqualTo(2);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void twoAnswersToOnePromptAreRefused() {
        ledger.asked(FIRST, 0);
        ledger.written(rollout(FIRST, completion(7)), 1);
        assertThatThrownBy(() -> ledger.written(rollout(FIRST, completion(8)), 2))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(FIRST.rolloutId())
                .hasMessageContaining("two different answers");
        assertThatThrownBy(() -> ledger.scored(new ScoredRollout(rollout(FIRST, completion(8)), SCORES), 2))
                .hasMessageContaining("is not the one in the topic of rollouts");
        ledger.scored(new ScoredRollout(rollout(FIRST, completion(7)), SCORES), 3);
        assertThatThrownBy(() -> ledger.scored(new ScoredRollout(rollout(FIRST, completion(7)), scores(0.75)), 4))
                .hasMessageContaining("two different answers");
    }

    @Test
    void anAnswerToAnotherRequestIsRefused() {
        ledger.asked(FIRST, 0);
        var foreign = new Rollout(FIRST, Fingerprints.of(SECOND), POLICY, completion(7));
        assertThatThrownBy(() -> ledger.written(foreign, 1)).hasMessageContaining("another request");
    }

    @Test
    void otherRunsAreNoneOfItsBusiness() {
        ledger.written(rollout(SECOND, completion(7)), 1);
        ledger.scored(new ScoredRollout(rollout(SECOND, completion(7)), SCORES), 1);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void aFailureIsNoAnswerAndNeitherIsSilence() {
        ledger.asked(FIRST, 0);
        assertThatThrownBy(() -> ledger.answers(List.of(FIRST.rolloutId()))).hasMessageContaining("was not answered");
        var failure = new Failure("PROMPT_TOO_LONG", "was 200", false);
        ledger.written(rollout(FIRST, failure), 1);
        ledger.scored(new ScoredRollout(rollout(FIRST, failure), failure), 2);
        assertThat(ledger.open()).isZero();
        assertThatThrownBy(() -> ledger.answers(List.of(FIRST.rolloutId())))
                .hasMessageContaining("PROMPT_TOO_LONG: was 200");
    }

    private static Prompt prompt(int index) {
        return new Prompt(
                "default",
                Prompt.rolloutId("load-1", 0, index, 0),
                "load-1",
                1,
                0,
                index,
                0,
                TokenIds.of(1, 2),
                Sampling.plain(1, 8),
                index,
                POLICY,
                List.of(new RewardWeight(REWARD, 1)),
                Instant.EPOCH);
    }

    private static Rollout rollout(Prompt prompt, RolloutOutcome outcome) {
        return new Rollout(prompt, Fingerprints.of(prompt), POLICY, outcome);
    }

    private static Completion completion(int... tokens) {
        return new Completion(
                TokenIds.of(tokens), LogProbabilities.of(new float[tokens.length]), FinishReason.EOS, "test");
    }

    private static Scores scores(double value) {
        return new Scores(List.of(new Score(REWARD, value, 1)));
    }
}
