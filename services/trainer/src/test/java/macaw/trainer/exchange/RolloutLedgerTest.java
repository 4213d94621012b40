package macaw.trainer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import macaw.chassis.tracing.TraceContext;
import macaw.errors.CodedException;
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
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.exchange.RolloutExchange.Arrival;
import macaw.trainer.exchange.RolloutExchange.GroupProgress;
import macaw.trainer.exchange.RolloutExchange.Route;
import org.junit.jupiter.api.Test;

class RolloutLedgerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final VersionRef POLICY = new VersionRef("default", "policy", 1, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "reward", 1, "b".repeat(64));
    private static final Route ROUTE = new Route("topics", 0, 10, 1, 2);

    private final RolloutLedger ledger = new RolloutLedger("run", positions(Map.of(0, 100L, 2, 50L)), 2);

    private static TopicPositions positions(Map<Integer, Long> offsets) {
        return new TopicPositions("topic", new TreeMap<>(offsets));
    }

    private static Prompt prompt(String run, long epoch, int iteration, int index, VersionRef policy) {
        return new Prompt(
                "default",
                Prompt.rolloutId(run, iteration, index, 0),
                run,
                epoch,
                iteration,
                index,
                0,
                TokenIds.of(1, 2, index),
                Sampling.plain(1, 4),
                7,
                policy,
                List.of(new RewardWeight(REWARD, 1)),
                NOW);
    }

    private static Prompt prompt(int iteration, int index) {
        return prompt("run", 3, iteration, index, POLICY);
    }

    private static ScoredRollout scored(Prompt prompt, double score) {
        return new ScoredRollout(
                new Rollout(prompt, Fingerprints.of(prompt), prompt.policy(), completion(2)),
                new Scores(List.of(new Score(REWARD, score, 1))));
    }

    private static Completion completion(int length) {
        return new Completion(
                TokenIds.of(new int[length]),
                LogProbabilities.of(new float[length]),
                FinishReason.EOS,
                "test numerics");
    }

    private static ScoredRollout failed(Prompt prompt, boolean retryable) {
        Failure failure = new Failure(retryable ? "OVERLOADED" : "PROMPT_TOO_LONG", "because", retryable);
        return new ScoredRollout(new Rollout(prompt, Fingerprints.of(prompt), prompt.policy(), failure), failure);
    }

    private Acceptance accept(long offset, ScoredRollout rollout) {
        return ledger.accept(new Arrival(2, offset, rollout, TraceContext.NONE), NOW);
    }

    private void askAll() {
        List<Prompt> due = ledger.toAsk(NOW.plus(Duration.ofHours(1)));
        ledger.asked(due, due.stream().map(prompt -> ROUTE).toList());
    }

    @Test
    void theLowestOffsetOfARolloutCounts() {
        ledger.expect(List.of(prompt(0, 0)), NOW);
        assertThat(accept(50, scored(prompt(0, 0), 1))).isEqualTo(Acceptance.KEPT);
        assertThat(accept(51, scored(prompt(0, 0), 1))).isEqualTo(Acceptance.DUPLICATE);
        assertThat(accept(52, scored(prompt(0, 0), 2))).isEqualTo(Acceptance.UNEQUAL_DUPLICATE);
        assertThat(ledger.take(0)).extracting(Arrival::rollout).containsExactly(scored(prompt(0, 0), 1));
        assertThat(accept(53, scored(prompt(0, 0), 1))).isEqualTo(Acceptance.OUT_OF_TURN);
    }

    @Test
    void aBatchIsOrderedByRolloutIdWhateverCameFirst() {
        ledger.expect(List.of(prompt(0, 1), prompt(0, 0)), NOW);
        accept(50, scored(prompt(0, 1), 1));
        assertThat(ledger.count(0)).isEqualTo(new RolloutLedger.Count(1, 2));
        accept(51, scored(prompt(0, 0), 1));
        assertThat(ledger.count(0).complete()).isTrue();
        assertThat(ledger.take(0))
                .extracting(arrival -> arrival.rollout().rollout().prompt().promptIndex())
                .containsExactly(0, 1);
    }

    @Test
    void aRequestThatComesBackUnreadWithAFailureIsAnAnswer() {
        ledger.expect(List.of(prompt(0, 0)), NOW);
        Failure failure = new Failure("REVISION_UNSUPPORTED", "contract revision 2 is newer than 1", false);
        assertThat(accept(50, new ScoredRollout(new Rollout(prompt(0, 0), "", POLICY, failure), failure)))
                .isEqualTo(Acceptance.KEPT);
        ScoredRollout unproven = scored(prompt(0, 0), 1);
        assertThat(accept(
                        51,
                        new ScoredRollout(
                                new Rollout(
                                        prompt(0, 0),
                                        "",
                                        POLICY,
                                        unproven.rollout().outcome()),
                                unproven.outcome())))
                .isEqualTo(Acceptance.MISMATCH);
    }

    @Test
    void onlyAnAnswerToWhatWasAskedIsAccepted() {
        ledger.expect(List.of(prompt(0, 0)), NOW);
        VersionRef other = new VersionRef("default", "policy", 2, "c".repeat(64));
        assertThat(accept(50, scored(prompt("run", 3, 0, 0, other), 1))).isEqualTo(Acceptance.MISMATCH);
        assertThat(accept(51, scored(prompt("another", 3, 0, 0, POLICY), 1))).isEqualTo(Acceptance.FOREIGN);
        assertThat(accept(52, scored(prompt(1, 0), 1))).isEqualTo(Acceptance.OUT_OF_TURN);
        ScoredRollout right = scored(prompt(0, 0), 1);
        ScoredRollout forged = new ScoredRollout(
                new Rollout(
                        prompt(0, 0), "f".repeat(64), POLICY, right.rollout().outcome()),
                right.outcome());
        assertThat(accept(53, forged)).isEqualTo(Acceptance.MISMATCH);
        ScoredRollout writtenByAnother = new ScoredRollout(
                new Rollout(
                        prompt(0, 0),
                        Fingerprints.of(prompt(0, 0)),
                        other,
                        right.rollout().outcome()),
                right.outcome());
        assertThat(accept(54, writtenByAnother)).isEqualTo(Acceptance.MISMATCH);
        ScoredRollout longer = new ScoredRollout(
                new Rollout(
                        prompt(0, 0),
                        Fingerprints.of(prompt(0, 0)),
                        POLICY,
                        completion(prompt(0, 0).sampling().maxTokens() + 1)),
                right.outcome());
        assertThat(accept(55, longer)).isEqualTo(Acceptance.MISMATCH);
        assertThat(accept(56, right)).isEqualTo(Acceptance.KEPT);
    }

    @Test
    void whatAPredecessorAskedForCountsAndWhatASuccessorAskedForDoesNot() {
        ledger.expect(List.of(prompt(0, 0), prompt(0, 1)), NOW);
        assertThat(accept(50, scored(prompt("run", 2, 0, 0, POLICY), 1))).isEqualTo(Acceptance.KEPT);
        assertThat(accept(51, scored(prompt("run", 4, 0, 1, POLICY), 1))).isEqualTo(Acceptance.MISMATCH);
    }

    @Test
    void aFailureThatCannotBeMendedCountsAndOneThatCanIsAskedForAgain() {
        ledger.expect(List.of(prompt(0, 0), prompt(0, 1)), NOW);
        askAll();
        assertThat(accept(50, failed(prompt(0, 0), false))).isEqualTo(Acceptance.KEPT);
        assertThat(accept(51, failed(prompt(0, 1), true))).isEqualTo(Acceptance.RETRIED);
        assertThat(ledger.toAsk(NOW)).as("not at once").isEmpty();
        assertThat(ledger.toAsk(NOW.plusSeconds(60))).containsExactly(prompt(0, 1));
        askAll();
        assertThat(accept(52, scored(prompt(0, 1), 1))).isEqualTo(Acceptance.KEPT);
        assertThat(ledger.count(0).complete()).isTrue();
    }

    @Test
    void triesAreCountedAndEnd() {
        ledger.expect(List.of(prompt(0, 0)), NOW);
        askAll();
        accept(50, failed(prompt(0, 0), true));
        askAll();
        accept(51, failed(prompt(0, 0), true));
        assertThatThrownBy(() -> ledger.toAsk(NOW.plusSeconds(600)))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("was asked for 2 times; last: OVERLOADED");
    }

    private static GroupProgress progress(long generators, long rolloutsEnd, long rewards, long scoredEnd) {
        return new GroupProgress(
                "topics", Map.of(0, generators), Map.of(1, rolloutsEnd), Map.of(1, rewards), Map.of(2, scoredEnd));
    }

    @Test
    void aRolloutIsLostOnlyWhenEveryServiceHasPassedItAndAllIsRead() {
        ledger.expect(List.of(prompt(0, 0)), NOW);
        askAll();
        assertThat(ledger.observe(progress(10, 5, 5, 50), NOW))
                .as("a generator has not passed it")
                .isEmpty();
        assertThat(ledger.observe(progress(11, 6, 5, 50), NOW))
                .as("the reward service has not")
                .isEmpty();
        assertThat(ledger.observe(progress(11, 9, 6, 51), NOW))
                .as("not all is read")
                .isEmpty();
        ledger.read(new TreeMap<>(Map.of(2, 51L)));
        assertThat(ledger.observe(progress(11, 9, 6, 60), NOW)).containsExactly(prompt(0, 0));
        assertThat(ledger.toAsk(NOW)).containsExactly(prompt(0, 0));
    }

    @Test
    void topicsThatWereMadeAgainHaveLostEverything() {
        ledger.expect(List.of(prompt(0, 0)), NOW);
        askAll();
        assertThat(ledger.observe(new GroupProgress("others", Map.of(), Map.of(), Map.of(), Map.of()), NOW))
                .containsExactly(prompt(0, 0));
    }

    @Test
    void aCheckpointRemembersTheLowestOffsetThatIsNotTrained() {
        ledger.expect(List.of(prompt(0, 0), prompt(1, 0), prompt(1, 1)), NOW);
        accept(50, scored(prompt(1, 0), 1));
        accept(51, scored(prompt(0, 0), 1));
        accept(52, scored(prompt(1, 1), 1));
        ledger.read(new TreeMap<>(Map.of(0, 130L, 2, 53L)));
        ledger.take(0);
        assertThat(ledger.positions()).isEqualTo(positions(Map.of(0, 130L, 2, 50L)));
        ledger.take(1);
        assertThat(ledger.positions()).isEqualTo(positions(Map.of(0, 130L, 2, 53L)));
    }

    @Test
    void positionsThatAreGoneBecomeTheBeginning() {
        TopicPositions beginning = positions(Map.of(0, 120L, 1, 0L, 2, 10L));
        assertThat(positions(Map.of(0, 100L, 2, 50L)).atOrAfter(beginning))
                .isEqualTo(positions(Map.of(0, 120L, 1, 0L, 2, 50L)));
        assertThat(new TopicPositions("deleted", new TreeMap<>(Map.of(2, 50L))).atOrAfter(beginning))
                .isEqualTo(beginning);
    }
}
