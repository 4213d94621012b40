package macaw.trainer.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Which steps stand for others where there are too many to keep. With a stride of n the steps 1 to n, n + 1 to 2n and so on are
 * one each: the last of them that is done, with the latest value of each figure, so that one which is measured now and then (a
 * held-out loss, say) is not lost between two that stay.
 */
final class Thinning {
    private Thinning() {}

    /** The smallest power of 2 at which the steps up to this one are at most {@code limit}: a function of the step alone. */
    static long stride(long step, int limit) {
        long stride = 1;
        while ((step + stride - 1) / stride > limit) {
            stride *= 2;
        }
        return stride;
    }

    /** Whether two steps are one at that stride. */
    static boolean together(long step, long other, long stride) {
        return (step - 1) / stride == (other - 1) / stride;
    }

    /** The steps that are left at that stride, in their order. */
    static List<StepFigures> of(List<StepFigures> steps, long stride) {
        if (stride == 1) {
            return steps;
        }
        List<StepFigures> left = new ArrayList<>();
        for (StepFigures step : steps) {
            if (!left.isEmpty() && together(left.getLast().step(), step.step(), stride)) {
                left.set(left.size() - 1, step.standingFor(left.getLast()));
            } else {
                left.add(step);
            }
        }
        return left;
    }
}
