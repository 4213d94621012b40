package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import macaw.languagemodel.Rotary;
import org.jspecify.annotations.Nullable;

/**
 * What the positions of a batch mean to every layer: how queries and keys are turned, which columns a row does not see, and what dropout takes. Made once a forward
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
    private final Optional<TokenBatch.Layout> layout;
    private final Optional<Dropout> dropout;
    private final Optional<Turn> turn;
    private final Map<Integer, NDArray> masks = new HashMap<>();
    private final Map<Integer, NDArray> groupMasks = new HashMap<>();

    /**
     * The rotation of each position.
     *
     * @param cos [T, w], or [B, 1, T, w] where rows hold several texts
     * @param sin the same, the first half negated
     */
    record Turn(NDArray cos, NDArray sin) {
        static Turn of(NDManager manager, Rotary rotary, TokenBatch batch) {
            double[] frequencies = rotary.frequencies();
            int width = rotary.width();
            int half = width / 2;
            int[] places = batch.layout()
                    .map(TokenBatch.Layout::places)
                    .orElseGet(() -> IntStream.range(0, batch.positions()).toArray());
            float[] cosines = new float[places.length * width];
            float[] sines = new float[cosines.length];
            for (int n = 0; n < places.length; n++) {
                for (int i = 0; i < half; i++) {
                    double angle = places[n] * frequencies[i];
                    int at = n * width + i;
                    cosines[at] = (float) Math.cos(angle);
                    cosines[at + half] = cosines[at];
                    sines[at + half] = (float) Math.sin(angle);
                    sines[at] = -sines[at + half];
                }
            }
            Shape table = batch.layout().isPresent()
                    ? new Shape(batch.sequences(), 1, batch.positions(), width)
                    : new Shape(batch.positions(), width);
            return new Turn(manager.create(cosines, table), manager.create(sines, table));
        }
    }

    BatchPositions(Aten aten, NDManager manager, TokenBatch batch, @Nullable Rotary rotary, Optional<Dropout> dropout) {
        this.aten = aten;
        this.manager = manager;
        this.sequences = batch.sequences();
        this.positions = batch.positions();
        this.layout = batch.layout();
        this.dropout = dropout;
        this.turn = Optional.ofNullable(rotary).map(r -> Turn.of(manager, r, batch));
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

    /** Whether there is dropout. */
    boolean drops() {
        return dropout.isPresent();
    }

    /** What dropout leaves of a branch's output [B·T, D]. */
    NDArray dropped(NDArray x, int layer, Dropout.Branch branch) {
        if (dropout.isEmpty()) {
            return x;
        }
        boolean[] kept =
                dropout.get().kept(layer, branch, Math.toIntExact(x.getShape().getLastDimension()));
        try (NDArray mask = manager.create(kept, x.getShape())) {
            return aten.dropped(x, mask, 1 / (1 - dropout.get().rate()));
        }
    }

    /** Whether attention is faster when it holds its T×T matrices. */
    boolean few() {
        return positions < FEW && !manager.getDevice().isGpu();
    }

    /** Whether a row sees less than all columns up to its own: a window hides some, or its text begins further right. */
    boolean cuts(int window) {
        return layout.isPresent() || narrows(window);
    }

    private boolean narrows(int window) {
        return window > 0 && window < positions;
    }

    private int reach(int window) {
        return narrows(window) ? window : positions;
    }

    /** What a row sees of the columns up to its own: 0 or −∞, [T, T], or [B, 1, T, T] where rows hold several texts. */
    NDArray mask(int window) {
        return masks.computeIfAbsent(
                reach(window), r -> layout.map(texts -> visible(texts, r)).orElseGet(() -> visible(r)));
    }

    /**
     * The same for the rows of all query heads that share a key and value head: [G·T, T], or [B·K, G·T, T] where rows hold several texts.
     *
     * @param keyValueHeads K
     * @param group G, query heads to each of them
     */
    NDArray groupMask(int window, int keyValueHeads, int group) {
        NDArray mask = mask(window);
        long rows = (long) group * positions;
        return groupMasks.computeIfAbsent(
                reach(window),
                r -> layout.isPresent()
                        ? mask.expandDims(2)
                                .broadcast(sequences, keyValueHeads, group, positions, positions)
                                .reshape((long) sequences * keyValueHeads, rows, positions)
                        : mask.broadcast(group, positions, positions).reshape(rows, positions));
    }

    private NDArray visible(TokenBatch.Layout texts, int reach) {
        float[] mask = new float[sequences * positions * positions];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        for (int row = 0; row < sequences * positions; row++) {
            int start = row - row % positions;
            for (int column = 0; column <= row - start; column++) {
                if (texts.sees(row, start + column, reach)) {
                    mask[row * positions + column] = 0;
                }
            }
        }
        return manager.create(mask, new Shape(sequences, 1, positions, positions));
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
