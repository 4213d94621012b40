package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import macaw.languagemodel.Rotary;
import org.jspecify.annotations.Nullable;

/**
 * What the positions of a batch mean to every layer: how queries and keys are turned, and which columns a windowed layer hides. Made once a forward
 * pass; the arrays belong to its manager, because the backward pass reads them too.
 *
 * <p>Letters: B sequences, T positions, w turned elements of a head.
 */
final class BatchPositions {
    /** Below so many positions torch's fused attention on a CPU works in blocks of 32 rows, too small for its products. */
    private static final int FEW = 192;

    private final Aten aten;
    private final NDManager manager;
    private final int sequences;
    private final int positions;
    private final Optional<Turn> turn;
    private final Map<Integer, NDArray> masks = new HashMap<>();

    /**
     * The rotation of each position.
     *
     * @param cos [T, w]
     * @param sin [T, w], the first half negated
     */
    record Turn(NDArray cos, NDArray sin) {
        static Turn of(NDManager manager, Rotary rotary, int positions) {
            double[] frequencies = rotary.frequencies();
            int width = rotary.width();
            int half = width / 2;
            float[] cosines = new float[positions * width];
            float[] sines = new float[cosines.length];
            for (int t = 0; t < positions; t++) {
                for (int i = 0; i < half; i++) {
                    double angle = t * frequencies[i];
                    int at = t * width + i;
                    cosines[at] = (float) Math.cos(angle);
                    cosines[at + half] = cosines[at];
                    sines[at + half] = (float) Math.sin(angle);
                    sines[at] = -sines[at + half];
                }
            }
            Shape table = new Shape(positions, width);
            return new Turn(manager.create(cosines, table), manager.create(sines, table));
        }
    }

    BatchPositions(Aten aten, NDManager manager, TokenBatch batch, @Nullable Rotary rotary) {
        this.aten = aten;
        this.manager = manager;
        this.sequences = batch.sequences();
        this.positions = batch.positions();
        this.turn = Optional.ofNullable(rotary).map(r -> Turn.of(manager, r, batch.positions()));
    }

    /** B. */
    int sequences() {
        return sequences;
    }

    /** T. */
    int positions() {
        return positions;
    }

    /** Absent where positions are learned. */
    Optional<Turn> turn() {
        return turn;
    }

    /** Whether attention is faster when it holds its T×T matrices. */
    boolean few() {
        return positions < FEW && !manager.getDevice().isGpu();
    }

    /** Whether a window hides anything in sequences of this length. */
    boolean cuts(int window) {
        return window > 0 && window < positions;
    }

    /** What a row sees of the columns up to its own: 0 or −∞, [T, T]. */
    NDArray mask(int window) {
        int reach = cuts(window) ? window : positions;
        return masks.computeIfAbsent(reach, this::visible);
    }

    private NDArray visible(int reach) {
        try (NDManager scope = manager.newSubManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray mask =
                    aten.visible(scope.create(Float.NEGATIVE_INFINITY), scope.create(positions), scope.create(reach));
            mask.attach(manager);
            return mask;
        }
    }
}
