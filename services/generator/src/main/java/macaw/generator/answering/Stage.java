package macaw.generator.answering;

import java.util.function.Consumer;

/** Where an answer is on its way; each begins when the one before ends, and the last ends with the answer. */
public enum Stage {
    /** Its policy is being loaded, if it is not. */
    POLICY,
    /** It waits for a slot. */
    QUEUE,
    /** Its prompt is being computed. */
    PREFILL,
    /** Its tokens are being written. */
    DECODE;

    /** Tells nobody. */
    public static final Consumer<Stage> UNSEEN = stage -> {};
}
