package macaw.reward.rewards;

import java.util.concurrent.CompletableFuture;
import macaw.records.VersionRef;

/** One version of a reward model: the port that every kind passes through. */
public interface RewardModel extends AutoCloseable {
    /** Which version. */
    VersionRef version();

    /**
     * The raw score of an exchange. Does not block. The future fails with a coded error: the exchange cannot be scored (too long, say), or,
     * retryable, nobody can score now.
     */
    CompletableFuture<Double> score(Exchange exchange);

    /** Called once nothing is being scored. */
    @Override
    void close();
}
