package macaw.chassis.kafka;

import java.util.concurrent.CompletionStage;
import macaw.chassis.logs.LogSubject;

/**
 * What a service does with the records of a topic. All methods are called on the worker's thread and must not block; log lines that are
 * written there, and the worker's own about the record, carry the ids of its {@link #subject}. What happens on other threads names it itself
 * ({@link macaw.chassis.logs.LogContext}).
 *
 * <p>The stage completes when all the record causes is acknowledged (the producer's futures, say); only then is its offset committed. A stage
 * that fails with a coded error that is retryable (no broker, no store) has the record handed over again after a pause, while its partition
 * waits. One that fails otherwise is a bug or a request nobody can answer in its own terms: the record goes to dead-letter under the error's
 * code. A request that is merely impossible is no failure here: the service answers it with a coded failure event.
 */
public interface RecordHandler<T> {
    /** The run and the rollout that a record is about. */
    LogSubject subject(T value);

    /** Takes a record. */
    CompletionStage<?> handle(Received<T> record);

    /** The record was in flight at two deaths of this process; answer it with CRASHED_CONSUMER and do not touch it further. */
    CompletionStage<?> onCrashed(Received<T> record);
}
