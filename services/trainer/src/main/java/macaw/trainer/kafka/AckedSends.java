package macaw.trainer.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import macaw.chassis.kafka.AckedProducer.Written;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Waits for records to be acknowledged, for a bounded time. The producer goes on trying after that, so who asks again for the same
 * key is given the record that is under way instead of a second one.
 */
final class AckedSends {
    private final Duration bound;
    private final Map<String, CompletableFuture<Written>> underWay = new LinkedHashMap<>();

    AckedSends(Duration bound) {
        this.bound = bound;
    }

    /** Sends unless it is under way already; {@link #await} it next. */
    synchronized CompletableFuture<Written> begin(String key, Supplier<CompletableFuture<Written>> send) {
        return underWay.computeIfAbsent(key, absent -> send.get());
    }

    /** Errors: BROKER_UNAVAILABLE when it takes longer than the bound. */
    Written await(String key, CompletableFuture<Written> written) {
        try {
            Written where = written.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            forget(key);
            return where;
        } catch (TimeoutException e) {
            throw new CodedException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "the broker did not acknowledge a record within " + bound.toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            forget(key);
            throw e.getCause() instanceof CodedException coded
                    ? coded
                    : new CodedException(ErrorCode.BROKER_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(ErrorCode.DRAINING, "the trainer is shutting down", e);
        }
    }

    private synchronized void forget(String key) {
        underWay.remove(key);
    }
}
