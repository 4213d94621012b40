package macaw.trainer.settings;

/** How the learning rate goes after its warm-up. */
public enum Schedule {
    /** Stays at the peak. */
    CONSTANT,
    /** Straight down to the final fraction at the last step. */
    LINEAR,
    /** Half a cosine wave down to the final fraction at the last step (Loshchilov and Hutter 2017). */
    COSINE
}
