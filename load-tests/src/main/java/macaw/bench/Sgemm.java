package macaw.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import macaw.torch.TorchEngine;

/** The machine's peak at this minute: libtorch's own product of two square float32 matrices. */
final class Sgemm {
    private static final int SIDE = 2048;
    private static final int PRODUCTS = 6;

    private Sgemm() {}

    /** GFLOP/s, the best of a few products; 2 n³ operations each. */
    static double gigaflops(TorchEngine engine) {
        try (NDManager manager = engine.newManager()) {
            NDArray a = manager.randomUniform(-1, 1, new Shape(SIDE, SIDE), DataType.FLOAT32);
            NDArray b = manager.randomUniform(-1, 1, new Shape(SIDE, SIDE), DataType.FLOAT32);
            double best = 0;
            for (int i = 0; i < PRODUCTS; i++) {
                long begin = System.nanoTime();
                try (NDArray product = a.matMul(b)) {
                    product.getFloat(0, 0);
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                best = Math.max(best, 2.0 * SIDE * SIDE * SIDE / seconds / 1e9);
            }
            return best;
        }
    }
}
