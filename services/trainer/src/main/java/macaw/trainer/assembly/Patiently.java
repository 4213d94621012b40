package macaw.trainer.assembly;

import java.time.Duration;
import macaw.errors.CodedException;
import macaw.trainer.runs.Runs.Backoff;

/** Does something until no dependency is away any more. */
record Patiently(Backoff backoff) {
    void run(Runnable action) {
        Duration wait = backoff.first();
        while (!done(action)) {
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(backoff.longest()) < 0 ? doubled : backoff.longest();
        }
    }

    private static boolean done(Runnable action) {
        try {
            action.run();
            return true;
        } catch (CodedException e) {
            if (!e.code().kind().retryable()) {
                throw e;
            }
            return false;
        }
    }
}
