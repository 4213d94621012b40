package macaw.reward.rewards;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import macaw.records.VersionRef;

/**
 * A reward model elsewhere. An attempt that fails for a while is made again twice; when half of the last attempts failed nobody is asked for
 * some seconds, and scores fail at once with SCORER_UNAVAILABLE, which holds the partition. What was scored is recorded with the rollout and
 * never asked for again.
 */
public final class RemoteReward implements RewardModel {
    private static final int ATTEMPTS = 3;
    private static final int AT_ONCE = 32;

    private final VersionRef version;
    private final RemoteScorer scorer;
    private final AnswerText texts;
    private final CircuitBreaker breaker;
    private final Retry retry;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Executor waiting;

    /** How patient to be. */
    public record Patience(Duration firstPause, int breakerWindow, Duration breakerOpen) {
        /** What the service uses. */
        public static final Patience DEFAULT = new Patience(Duration.ofMillis(200), 20, Duration.ofSeconds(10));
    }

    /** A version that is scored over this connection. */
    public RemoteReward(VersionRef version, RemoteScorer scorer, AnswerText texts, Patience patience) {
        this.version = version;
        this.scorer = scorer;
        this.texts = texts;
        this.breaker = CircuitBreaker.of(
                version.toString(),
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(patience.breakerWindow())
                        .minimumNumberOfCalls(patience.breakerWindow())
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(patience.breakerOpen())
                        .recordException(RemoteReward::isTransient)
                        .build());
        this.retry = Retry.of(
                version.toString(),
                RetryConfig.custom()
                        .maxAttempts(ATTEMPTS)
                        .intervalFunction(IntervalFunction.ofExponentialBackoff(patience.firstPause(), 2))
                        .retryOnException(RemoteReward::isTransient)
                        .build());
        this.waiting = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("remote-" + version.name() + "-", 0).factory());
    }

    private static boolean isTransient(Throwable e) {
        return e instanceof CodedException coded && coded.code().kind().retryable();
    }

    @Override
    public VersionRef version() {
        return version;
    }

    @Override
    public CompletableFuture<Double> score(Exchange exchange) {
        LogSubject subject = LogContext.current();
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var lines = LogContext.of(subject)) {
                        return ask(exchange);
                    }
                },
                waiting);
    }

    private double ask(Exchange exchange) {
        List<Message> prompt = Texts.prompt(exchange, texts);
        String answer = Texts.answer(exchange, texts);
        Supplier<Double> attempt = CircuitBreaker.decorateSupplier(breaker, () -> scorer.score(prompt, answer));
        places.acquireUninterruptibly();
        try {
            return Retry.decorateSupplier(retry, attempt).get();
        } catch (CallNotPermittedException e) {
            throw new CompletionException(new CodedException(
                    ErrorCode.SCORER_UNAVAILABLE, version + " failed too often and is left alone for a while", e));
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        scorer.close();
    }
}
