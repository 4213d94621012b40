package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import macaw.torch.Gradients;

/**
 * The value loss of each token: ½ max((V − R)², (V_clip − R)²), V_clip = V_old + clip(V − V_old, −ε, ε). lm-human-preferences, train_policy.py; OpenAI
 * baselines, ppo2. Without clipping (ε = 0): ½ (V − R)².
 */
final class ClippedValueLoss {
    private ClippedValueLoss() {}

    static NDArray of(NDArray values, NDArray oldValues, NDArray returns, float clipRange) { // [N] → [N]
        NDArray plain = values.sub(returns).square();
        if (clipRange == 0) {
            return Gradients.scaled(plain, 0.5);
        }
        NDArray clippedValues =
                values.sub(oldValues).clip(-clipRange, clipRange).add(oldValues);
        return Gradients.scaled(plain.maximum(clippedValues.sub(returns).square()), 0.5);
    }
}
