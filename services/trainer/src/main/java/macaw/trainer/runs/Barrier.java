package macaw.trainer.runs;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import macaw.errors.ErrorCode;
import macaw.records.Failure;
import macaw.trainer.exchange.RolloutCollector;
import macaw.trainer.exchange.RolloutExchange.Arrival;
import macaw.trainer.exchange.RolloutLedger.Count;

/** Where a run waits for the rollouts of an iteration: it passes when every one is here, as an answer or as a failure that cannot be mended. */
final class Barrier {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunContext context;
    private final RolloutCollector collector;

    Barrier(RunContext context, RolloutCollector collector) {
        this.context = context;
        this.collector = collector;
    }

    /** @param counted hears of every rollout that comes */
    List<Arrival> pass(int iteration, Consumer<Count> counted) {
        Count shown = new Count(-1, -1);
        while (true) {
            Count count = collector.count(iteration);
            if (!count.equals(shown)) {
                context.control().unblock();
                shown = count;
                counted.accept(count);
            }
            if (count.complete()) {
                return collector.take(iteration);
            }
            if (collector.quiet(context.clock().instant()).compareTo(PATIENCE) > 0) {
                context.control().block(waiting(count));
            }
            context.control().lookUp();
            context.control().whileAway(() -> {
                collector.step();
                return true;
            });
        }
    }

    private static Failure waiting(Count count) {
        return new Failure(
                ErrorCode.ROLLOUTS_WAITING.name(),
                count.here() + " of " + count.all() + " rollouts are here and nothing came for " + PATIENCE.toSeconds()
                        + " s; are generator and reward running?",
                true);
    }
}
