package macaw.reward.scoring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import macaw.chassis.errors.Failures;
import macaw.chassis.logs.LogContext;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.reward.rewards.Exchange;
import macaw.reward.rewards.RewardShelf;

/**
 * Scores a rollout by every reward version it names. Each raw score is recorded with its weight; the mixture is their sum and nobody's secret.
 * The future fails only with a retryable error; whatever will not change by waiting is the scored rollout's failure.
 */
public final class RolloutScorer {
    private final RewardShelf shelf;

    /** Scores with the models of this shelf. */
    public RolloutScorer(RewardShelf shelf) {
        this.shelf = shelf;
    }

    /** The rollout with its scores, with its own failure, or with that of scoring it. */
    public CompletableFuture<ScoredRollout> score(Rollout rollout) {
        return switch (rollout.outcome()) {
            case Failure failure -> CompletableFuture.completedFuture(new ScoredRollout(rollout, failure));
            case Completion completion -> score(rollout, completion);
        };
    }

    private CompletableFuture<ScoredRollout> score(Rollout rollout, Completion completion) {
        Exchange exchange = new Exchange(
                new Exchange.Asked.Tokens(rollout.prompt().tokens()),
                new Exchange.Answer.Tokens(completion.tokens()),
                Optional.of(rollout.policy()));
        List<CompletableFuture<Score>> scores = rollout.prompt().rewards().stream()
                .map(weighted -> score(weighted, exchange))
                .toList();
        return CompletableFuture.allOf(scores.toArray(CompletableFuture[]::new))
                .thenApply(all -> new ScoredRollout(
                        rollout,
                        new Scores(scores.stream().map(CompletableFuture::join).toList())))
                .exceptionally(e -> new ScoredRollout(rollout, failure(rollout, e)));
    }

    private CompletableFuture<Score> score(RewardWeight weighted, Exchange exchange) {
        return shelf.score(weighted.reward(), exchange)
                .thenApply(value -> new Score(weighted.reward(), value, weighted.weight()));
    }

    private static Failure failure(Rollout rollout, Throwable e) {
        CodedException coded = coded(rollout, e);
        if (coded.code().kind().retryable()) {
            throw coded;
        }
        // For who asks for a score, a version that is not in the store is an unknown reward.
        return coded.code() == ErrorCode.VERSION_UNKNOWN
                ? Failure.of(new CodedException(ErrorCode.REWARD_UNKNOWN, String.valueOf(coded.getMessage()), coded))
                : Failure.of(coded);
    }

    private static CodedException coded(Rollout rollout, Throwable e) {
        try (var lines =
                LogContext.rollout(rollout.prompt().runId(), rollout.prompt().rolloutId())) {
            return Failures.codedOrInternal(e);
        }
    }
}
