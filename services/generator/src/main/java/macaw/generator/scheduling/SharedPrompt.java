package macaw.generator.scheduling;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import macaw.records.VersionRef;
import org.jspecify.annotations.Nullable;

/**
 * A prompt that sequences of one policy have in common: one of them computes it, the others get a copy. In whose slot it was computed makes
 * no difference to any bit, so who that is depends on nothing but who comes first.
 */
final class SharedPrompt {
    /** Sequences in a slot in which the prompt lies; whatever they have written since comes after it. */
    private final List<Sequence> holders = new ArrayList<>();
    /** Sequences in a slot that still want it, without the one that computes it. */
    private final List<Sequence> waiting = new ArrayList<>();

    private @Nullable Sequence computing;
    private int sequences;

    /** What has to be equal. */
    record Key(VersionRef policy, IntBuffer tokens) {}

    /** A sequence of this prompt was submitted. */
    void joined() {
        sequences++;
    }

    /** A sequence of this prompt is nowhere any more; whether it was the last. */
    boolean left() {
        sequences--;
        return sequences == 0;
    }

    /** A sequence got a slot; whether it has to compute the prompt. */
    boolean enters(Sequence sequence) {
        if (computing == null && holders.isEmpty()) {
            computing = sequence;
            return true;
        }
        waiting.add(sequence);
        return false;
    }

    /** Somebody whose slot holds the prompt while others wait for a copy. */
    Optional<Sequence> source() {
        return waiting.isEmpty() || holders.isEmpty() ? Optional.empty() : Optional.of(holders.getFirst());
    }

    /** The prompt is computed, or copied, for all in a slot from here on; those who get a copy. */
    List<Sequence> share() {
        if (computing != null) {
            holders.add(computing);
            computing = null;
        }
        List<Sequence> sharers = List.copyOf(waiting);
        holders.addAll(sharers);
        waiting.clear();
        sharers.forEach(Sequence::copiedPrompt);
        return sharers;
    }

    /** A sequence leaves its slot; who has to compute the prompt now that nobody else does, if anyone wants it. */
    Optional<Sequence> leaves(Sequence sequence) {
        holders.remove(sequence);
        waiting.remove(sequence);
        if (computing == sequence) {
            computing = null;
        }
        if (computing != null || !holders.isEmpty() || waiting.isEmpty()) {
            return Optional.empty();
        }
        computing = waiting.removeFirst();
        return Optional.of(computing);
    }
}
