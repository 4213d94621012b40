package macaw.trainer.ppo;

import java.util.List;
import macaw.trainer.learning.LanguageModelling;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.pretrain.PackedText;

/**
 * PPO-ptx: γ times the next-token gradient on pretraining text, added to the policy's before each step (InstructGPT 2022, eq. 2).
 *
 * @param coefficient γ; 0 adds nothing
 * @param batchSize rows a step
 */
record PretrainingMix(LanguageModelling loss, PackedText text, double coefficient, int batchSize) {

    /** Nothing is mixed in. */
    static PretrainingMix none(LanguageModelling loss) {
        return new PretrainingMix(loss, new PackedText(0, List.of(), 1), 0, 0);
    }

    /** Adds the gradients of gradient step {@code step}, counted over the run, and returns the loss, 0 without. */
    double backward(long step, LossGuard guard) {
        return coefficient == 0
                ? 0
                : guard.checked(
                        "the pretraining loss of step " + step,
                        loss.backward(text.rows(step * batchSize, batchSize), coefficient),
                        loss.clueless());
    }
}
