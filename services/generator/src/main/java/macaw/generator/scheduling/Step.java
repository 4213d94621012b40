package macaw.generator.scheduling;

import java.util.List;
import macaw.onnx.Chunk;
import macaw.records.VersionRef;

/** What the engine computes next. */
public sealed interface Step {
    /** One chunk of one prompt. */
    record Prefill(Sequence sequence, Chunk chunk) implements Step {}

    /**
     * A token of every sequence of one policy that is writing. Slots between them take part with a token that leaves no trace.
     *
     * @param sequences those that write
     * @param tokens the token that each slot from 0 puts in
     * @param positions where it puts it
     */
    @SuppressWarnings("ArrayRecordComponent") // a step is computed at once and by one thread
    record Advance(VersionRef policy, List<Sequence> sequences, int[] tokens, int[] positions) implements Step {}

    /** Nothing to do until something is submitted. */
    record Idle() implements Step {}
}
