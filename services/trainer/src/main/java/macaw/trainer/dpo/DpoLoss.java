package macaw.trainer.dpo;

import macaw.trainer.settings.PreferenceLoss;

/**
 * The loss of one pair of answers, w ranked above l, as a function of the margin
 *
 * <p>Δ = log π(w)/π_ref(w) − log π(l)/π_ref(l),
 *
 * <p>π the policy and π_ref the reference. {@code sigmoid} is −(1 − ε) log σ(βΔ) − ε log σ(−βΔ), with ε = 0 equation 7 of Rafailov et al. 2023, with
 * ε &gt; 0 its conservative form (Mitchell 2023), for labels of which the share ε is the wrong way round. {@code ipo} is (Δ − 1/(2β))², equation 17 of
 * Azar et al. 2023.
 *
 * @param beta β
 * @param labelSmoothing ε, 0 under ipo
 */
public record DpoLoss(PreferenceLoss form, double beta, double labelSmoothing) {

    /** The loss at a margin; at 0 that of a policy that has learnt nothing. */
    public double of(double margin) {
        return switch (form) {
            case SIGMOID ->
                (1 - labelSmoothing) * minusLogSigmoid(beta * margin)
                        + labelSmoothing * minusLogSigmoid(-beta * margin);
            case IPO -> square(margin - 1 / (2 * beta));
        };
    }

    /** d loss / d margin: β (σ(βΔ) − (1 − ε)), or 2 (Δ − 1/(2β)). */
    public double slope(double margin) {
        return switch (form) {
            case SIGMOID -> beta * (1 / (1 + Math.exp(-beta * margin)) - (1 - labelSmoothing));
            case IPO -> 2 * (margin - 1 / (2 * beta));
        };
    }

    /** log(1 + e^−x) without overflow. */
    private static double minusLogSigmoid(double x) {
        return Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double square(double x) {
        return x * x;
    }
}
