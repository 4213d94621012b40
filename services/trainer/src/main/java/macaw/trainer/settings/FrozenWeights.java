package macaw.trainer.settings;

import macaw.languagemodel.safetensors.Dtype;

/** How weights that a run only reads are held. */
public enum FrozenWeights {
    /** In 32 bits. */
    F32(Dtype.F32),
    /** In 16 bits, rounded to bfloat16; computed with in 32 bits all the same, matrix by matrix. */
    BF16(Dtype.BF16);

    private final Dtype dtype;

    FrozenWeights(Dtype dtype) {
        this.dtype = dtype;
    }

    public Dtype dtype() {
        return dtype;
    }
}
