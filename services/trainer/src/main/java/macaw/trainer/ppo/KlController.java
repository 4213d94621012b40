package macaw.trainer.ppo;

import macaw.trainer.settings.KlSettings;

/**
 * The coefficient β of the KL penalty. Adaptive: e = clip(KL / target − 1, −0.2, 0.2),  β ← max(floor, β · (1 + e · n / horizon)) with n rollouts an
 * iteration. Ziegler et al. 2019, section 2.2; the floor is our own, see {@link KlSettings#floor}.
 */
final class KlController {
    private static final double MOST_ERROR = 0.2;

    private final KlSettings settings;
    private double coefficient;

    KlController(KlSettings settings) {
        this.settings = settings;
        this.coefficient = settings.coefficient();
    }

    double coefficient() {
        return coefficient;
    }

    /** Goes on with a coefficient that was saved. */
    void restore(double saved) {
        coefficient = saved;
    }

    /** @param kl mean over the iteration's rollouts, nats an answer */
    void update(double kl, int rollouts) {
        if (settings.target() == 0) {
            return;
        }
        double error = Math.clamp(kl / settings.target() - 1, -MOST_ERROR, MOST_ERROR);
        coefficient = Math.max(settings.floor(), coefficient * (1 + error * rollouts / settings.horizon()));
    }
}
