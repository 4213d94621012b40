package macaw.generator.scheduling;

import java.util.List;
import macaw.onnx.Chunk;
import macaw.records.VersionRef;

/** What the engine computes next. */
public sealed interface Step {
    /** Chunks of prompts of one policy, at least one, each of another prompt. */
    record Prefill(VersionRef policy, List<Part> parts) implements Step {}

    /**
     * A chunk of a prompt.
     *
     * @param sharers with the prompt's last chunk, sequences of the same prompt in other slots, which get a copy and their first token too
     */
    record Part(Sequence sequence, Chunk chunk, List<Sequence> sharers) {}

    /** The prompt of one sequence, which lies in its slot, is copied to others of the same prompt, which get their first token. */
    record Copy(Sequence from, List<Sequence> sharers) implements Step {}

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
