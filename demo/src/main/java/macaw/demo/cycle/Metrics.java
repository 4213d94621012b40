package macaw.demo.cycle;

import java.util.Set;

/** Metrics of runs that the progress display shows. */
final class Metrics {
    static final Set<String> SHOWN = Set.of("loss", "heldout_loss", "heldout_accuracy", "reward_mean", "kl");

    private Metrics() {}
}
