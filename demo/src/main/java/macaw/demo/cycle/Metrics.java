package macaw.demo.cycle;

import java.util.Set;

/** Metrics of runs that the progress display shows. */
final class Metrics {
    static final Set<String> SHOWN = Set.of("loss", "heldout_loss", "heldout_accuracy", "ppo_reward_mean", "ppo_kl");

    private Metrics() {}
}
