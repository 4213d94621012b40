package macaw.generator.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The slots of one policy. */
final class Slots {
    /** So many people in a row get a slot, or a chunk computed, while a rollout waits for one; then it is the rollout's turn. */
    static final int PEOPLE_IN_A_ROW = 8;

    private final Limits limits;
    private final @Nullable Sequence[] row;
    private int taken;
    private int rollouts;
    private int peopleInARow;

    Slots(Limits limits) {
        this.limits = limits;
        this.row = new Sequence[limits.slots()];
    }

    boolean isEmpty() {
        return taken == 0;
    }

    int taken() {
        return taken;
    }

    /** Whether a sequence may come in: people into any slot that is free, rollouts while enough stay free for people. */
    boolean fits(Sequence sequence) {
        return sequence.isPerson() ? taken < row.length : taken < row.length - limits.slotsForPeople();
    }

    /** Whether so many people have come in since the last rollout that one may take a slot that is kept for people. */
    boolean isRolloutsTurn() {
        return peopleInARow >= PEOPLE_IN_A_ROW && taken < row.length && rollouts < row.length - limits.slotsForPeople();
    }

    /** Puts a sequence into the lowest slot that is free. */
    void enter(Sequence sequence) {
        int free = 0;
        while (row[free] != null) {
            free++;
        }
        row[free] = sequence;
        taken++;
        if (sequence.isPerson()) {
            peopleInARow++;
        } else {
            peopleInARow = 0;
            rollouts++;
        }
        sequence.enter(free);
    }

    void leave(Sequence sequence) {
        row[sequence.slot()] = null;
        taken--;
        rollouts -= sequence.isPerson() ? 0 : 1;
    }

    boolean holds(Sequence sequence) {
        return sequence.slot() >= 0 && row[sequence.slot()] == sequence;
    }

    boolean isWriting() {
        for (Sequence sequence : row) {
            if (sequence != null && sequence.isWriting()) {
                return true;
            }
        }
        return false;
    }

    boolean isWritingToPeople() {
        for (Sequence sequence : row) {
            if (sequence != null && sequence.isPerson() && sequence.isWriting()) {
                return true;
            }
        }
        return false;
    }

    /** A token of everyone who writes; somebody does. */
    Step.Advance advance() {
        int count = row.length;
        while (!isWriting(row[count - 1])) {
            count--;
        }
        int[] tokens = new int[count];
        int[] positions = new int[count];
        List<Sequence> sequences = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Sequence sequence = row[i];
            if (sequence == null) {
                continue;
            }
            tokens[i] = sequence.lastToken();
            positions[i] = sequence.nextPosition();
            if (sequence.isWriting()) {
                sequences.add(sequence);
            }
        }
        return new Step.Advance(sequences.getFirst().policy(), sequences, tokens, positions);
    }

    void addTo(List<Sequence> all) {
        for (Sequence sequence : row) {
            if (sequence != null) {
                all.add(sequence);
            }
        }
    }

    private static boolean isWriting(@Nullable Sequence sequence) {
        return sequence != null && sequence.isWriting();
    }
}
