package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether this thread's operations are recorded, and the backward pass. DJL's GradientCollector sets every gradient to zero when it opens, which
 * would undo accumulation over microbatches; so libtorch is asked directly.
 */
public final class Gradients {
    private Gradients() {}

    /** A stretch of code in which recording is on or off; closing it brings back what was before. */
    public static final class Scope implements AutoCloseable {
        private final boolean before;

        private Scope(boolean recording) {
            before = JniUtils.isGradMode();
            JniUtils.setGradMode(recording);
        }

        @Override
        public void close() {
            JniUtils.setGradMode(before);
        }
    }

    /** Operations are recorded. */
    public static Scope recorded() {
        return new Scope(true);
    }

    /** Operations are not recorded: no memory for a backward pass. */
    public static Scope unrecorded() {
        return new Scope(false);
    }

    /** Adds d loss / d parameter to the gradient of each parameter that the scalar depends on; frees its graph. */
    public static void backward(NDArray loss) {
        try (NDArray one = loss.onesLike()) {
            backward(loss, one);
        }
    }

    /** Adds d Σ output·weight / d parameter, the weights being constants of the output's shape. */
    public static void backward(NDArray output, NDArray weight) {
        JniUtils.backward((PtNDArray) output, (PtNDArray) weight, false, false);
    }

    /**
     * x · factor, safe to record. DJL's product with a number frees the number when it returns, and the backward pass reads it again: after a
     * garbage collection in between, the gradient is multiplied by whatever stands in that memory. Here the number lives as long as x.
     */
    public static NDArray scaled(NDArray x, double factor) {
        return x.mul(x.getManager().create((float) factor));
    }

    /** The same values as the start of a new graph whose gradient is collected here. */
    public static NDArray leaf(NDArray values) {
        NDArray leaf = JniUtils.detachGradient((PtNDArray) values);
        leaf.setRequiresGradient(true);
        return leaf;
    }
}
