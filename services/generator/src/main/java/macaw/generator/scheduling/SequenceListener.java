package macaw.generator.scheduling;

import macaw.errors.CodedException;
import macaw.generator.sampling.Drawn;
import macaw.records.FinishReason;

/** Told what becomes of a sequence, on the engine thread: returns at once. After {@code finished} or {@code failed} nothing comes. */
public interface SequenceListener {
    /** It got its slot; the computation of its prompt begins. */
    default void begun() {}

    /** A token was drawn. Returns whether the answer ends here because a stop string was met. */
    boolean drawn(Drawn drawn);

    /** The answer is whole. */
    void finished(FinishReason reason);

    /** There will be no answer, or no more of it. */
    void failed(CodedException failure);
}
