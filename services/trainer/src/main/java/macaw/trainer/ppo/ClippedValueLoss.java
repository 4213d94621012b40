package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;

/**
 * The value loss of each token: ½ max((V − R)², (V_clip − R)²), V_clip = V_old + clip(V − V_old, −ε, ε). lm-human-preferences, train_policy.py; OpenAI
 * baselines, ppo2. Without clipping (ε = 0): ½ (V − R)².
 */
final class ClippedValueLoss {
    private ClippedValueLoss() {}

    static NDArray of(NDArray values, NDArray oldValues, NDArray returns, float clipRange) { // [N] → [N]
        NDArray plain = values.sub(returns).square();
        if (clipRange == 0) {
            return plain.mul(0.5f);
        }
        NDArray clippedValues =
                values.sub(oldValues).clip(-clipRange, clipRange).add(oldValues);
        return plain.maximum(clippedValues.sub(returns).square()).mul(0.5f);
    }
}
