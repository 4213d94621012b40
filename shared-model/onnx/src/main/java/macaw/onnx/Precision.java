package macaw.onnx;

/** In what numbers a decoder multiplies. */
public enum Precision {
    /** 32-bit floating point: what the trainer computes in. */
    FP32,
    /**
     * Matrices in whole numbers, see {@link IntegerProducts}: faster, and another policy than the one that was published, by some hundredths
     * of a nat a token. Who trains on what it writes has to weigh that.
     */
    INT8
}
