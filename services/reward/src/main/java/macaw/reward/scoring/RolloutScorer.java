package macaw.reward.scoring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import macaw.chassis.errors.Failures;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
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
import org.jspecify.annotations.Nullable;

/**
 * Scores a rollout by every reward version it names. Each raw score is recorded with its weight; the mixture is their sum and nobody's secret.
 * The future fails only with a retryable error; whatever will not change by waiting is the scored rollout's failure.
 */
public final class RolloutScorer {
    private final RewardShelf shelf;
    private final Tracing tracing;

    /** Scores with the models of this shelf; each score is a span. */
    public RolloutScorer(RewardShelf shelf, Tracing tracing) {
        this.shelf = shelf;
        this.tracing = tracing;
    }

    /**
     * The rollout with its scores, with its own failure, or with that of scoring it.
     *
     * @param trace the span it is scored in
     */
    public CompletableFuture<ScoredRollout> score(Rollout rollout, TraceContext trace) {
        return switch (rollout.outcome()) {
            case Failure failure -> CompletableFuture.completedFuture(new ScoredRollout(rollout, failure));
            case Completion completion -> score(rollout, completion, trace);
        };
    }

    private CompletableFuture<ScoredRollout> score(Rollout rollout, Completion completion, TraceContext trace) {
        Exchange exchange = new Exchange(
                new Exchange.Asked.Tokens(rollout.prompt().tokens()),
                new Exchange.Answer.Tokens(completion.tokens()),
                Optional.of(rollout.policy()));
        List<CompletableFuture<Score>> scores = rollout.prompt().rewards().stream()
                .map(weighted -> score(weighted, exchange, trace))
                .toList();
        return CompletableFuture.allOf(scores.toArray(CompletableFuture[]::new))
                .thenApply(all -> new ScoredRollout(
                        rollout,
                        new Scores(scores.stream().map(CompletableFuture::join).toList())))
                .exceptionally(e -> new ScoredRollout(rollout, failure(rollout, e)));
    }

    private CompletableFuture<Score> score(RewardWeight weighted, Exchange exchange, TraceContext trace) {
        Span span = trace.sampled()
                ? tracing.begin(SpanStart.of("score", SpanStart.Kind.INTERNAL, trace))
                        .with("macaw.reward", weighted.reward().toString())
                : Span.NONE;
        CompletableFuture<Double> score;
        try (var lines = LogContext.span(span.context().present() ? span.context() : trace)) {
            score = shelf.score(weighted.reward(), exchange);
        }
        return score.whenComplete((value, e) -> end(span, value, e))
                .thenApply(value -> new Score(weighted.reward(), value, weighted.weight()));
    }

    private static void end(Span span, @Nullable Double value, @Nullable Throwable e) {
        if (value != null) {
            span.with("macaw.score", value);
        } else if (e != null && span.recorded()) {
            String code = Failures.coded(e)
                    .map(CodedException::code)
                    .orElse(ErrorCode.INTERNAL)
                    .name();
            span.failed(code, String.valueOf(e.getMessage()));
        }
        span.close();
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
