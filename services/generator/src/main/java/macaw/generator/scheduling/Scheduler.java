package macaw.generator.scheduling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.sampling.Drawn;
import macaw.records.FinishReason;
import macaw.records.VersionRef;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is computed next. A sequence waits in a bounded queue, gets the lowest free slot of its policy, goes through its prompt chunk
 * by chunk and then writes a token whenever its policy advances. People come before rollouts, runs take turns, policies take turns. Prompts
 * come before steps, because a fuller batch is cheaper a token; while a person is being answered, though, at most one chunk goes between two
 * of the answer's tokens. Nothing that is decided here changes a bit of any answer. Not thread-safe.
 */
public final class Scheduler {
    private final Limits limits;
    private final Queue<Sequence> people = new ArrayDeque<>();
    private final SequencedMap<String, Queue<Sequence>> runs = new LinkedHashMap<>();
    private final Map<VersionRef, @Nullable Sequence[]> slots = new LinkedHashMap<>();
    /** Sequences whose prompt is being computed, in the order in which they got their slots. */
    private final List<Sequence> prompts = new ArrayList<>();
    /** Policies in the order in which they advance next. */
    private final Queue<VersionRef> turns = new ArrayDeque<>();

    private int queuedRollouts;
    private boolean promptWasLast;

    public Scheduler(Limits limits) {
        this.limits = limits;
    }

    /** Takes a sequence in; OVERLOADED when as many wait as may. */
    public void submit(Sequence sequence) {
        switch (sequence.audience()) {
            case Audience.Person() -> {
                requireRoom(people.size(), limits.queuedPeople(), "requests");
                people.add(sequence);
            }
            case Audience.Run(String id) -> {
                requireRoom(queuedRollouts, limits.queuedRollouts(), "rollouts");
                runs.computeIfAbsent(id, run -> new ArrayDeque<>()).add(sequence);
                queuedRollouts++;
            }
        }
    }

    /** What to compute now. A prompt's chunk counts as computed from here on. */
    public Step next() {
        admit();
        boolean personWaits = promptWasLast && writing().anyMatch(Sequence::isPerson);
        if (!prompts.isEmpty() && !personWaits) {
            promptWasLast = true;
            Sequence sequence =
                    prompts.stream().filter(Sequence::isPerson).findFirst().orElse(prompts.getFirst());
            var step = new Step.Prefill(sequence, sequence.takeChunk());
            if (step.chunk().last()) {
                prompts.remove(sequence);
            }
            return step;
        }
        promptWasLast = false;
        return nextPolicy().<Step>map(this::advance).orElseGet(Step.Idle::new);
    }

    /** A token was drawn for a sequence; the reason is there when its answer ends with it, and then its slot is free. */
    public Optional<FinishReason> drew(Sequence sequence, Drawn drawn) {
        Optional<FinishReason> end = sequence.write(drawn);
        end.ifPresent(reason -> leave(sequence));
        return end;
    }

    /** Takes a sequence out, wherever it is; false when it was not there any more. */
    public boolean remove(Sequence sequence) {
        if (people.remove(sequence)) {
            return true;
        }
        for (Iterator<Queue<Sequence>> queues = runs.values().iterator(); queues.hasNext(); ) {
            Queue<Sequence> queue = queues.next();
            if (queue.remove(sequence)) {
                queuedRollouts--;
                if (queue.isEmpty()) {
                    queues.remove();
                }
                return true;
            }
        }
        if (!holds(sequence)) {
            return false;
        }
        leave(sequence);
        return true;
    }

    /** Everything that waits or is in a slot. */
    public List<Sequence> all() {
        List<Sequence> all = new ArrayList<>(people);
        runs.values().forEach(all::addAll);
        slots.values()
                .forEach(row -> Arrays.stream(row).forEach(sequence -> {
                    if (sequence != null) {
                        all.add(sequence);
                    }
                }));
        return all;
    }

    /** Sequences that wait for a slot. */
    public int waiting() {
        return people.size() + queuedRollouts;
    }

    /** Sequences in a slot. */
    public int running() {
        return slots.values().stream().mapToInt(Scheduler::taken).sum();
    }

    private static void requireRoom(int waiting, int limit, String what) {
        if (waiting >= limit) {
            throw new CodedException(ErrorCode.OVERLOADED, waiting + " " + what + " are waiting already");
        }
    }

    private void admit() {
        people.removeIf(sequence -> enter(sequence, limits.slots()));
        boolean entered = true;
        while (entered && !runs.isEmpty()) {
            entered = false;
            // one of each run, and again
            for (String run : List.copyOf(runs.keySet())) {
                entered |= admitOne(run);
            }
        }
    }

    private boolean admitOne(String run) {
        Queue<Sequence> queue = runs.getOrDefault(run, new ArrayDeque<>());
        Sequence first = queue.peek();
        if (first == null || !enter(first, limits.slots() - limits.slotsForPeople())) {
            return false;
        }
        queue.remove();
        queuedRollouts--;
        runs.remove(run);
        if (!queue.isEmpty()) {
            // to the end: it has had its turn
            runs.put(run, queue);
        }
        return true;
    }

    /** Puts a sequence into the lowest free slot, unless as many as {@code most} are taken. */
    private boolean enter(Sequence sequence, int most) {
        @Nullable Sequence[] row = slots.get(sequence.policy());
        if (row == null) {
            row = new Sequence[limits.slots()];
            slots.put(sequence.policy(), row);
            turns.add(sequence.policy());
        }
        if (taken(row) >= most) {
            return false;
        }
        int free = 0;
        while (row[free] != null) {
            free++;
        }
        row[free] = sequence;
        sequence.enter(free);
        prompts.add(sequence);
        return true;
    }

    private void leave(Sequence sequence) {
        @Nullable Sequence[] row = row(sequence.policy());
        row[sequence.slot()] = null;
        prompts.remove(sequence);
        if (taken(row) == 0) {
            slots.remove(sequence.policy());
            turns.remove(sequence.policy());
        }
    }

    private boolean holds(Sequence sequence) {
        @Nullable Sequence[] row = slots.get(sequence.policy());
        return row != null && sequence.slot() >= 0 && row[sequence.slot()] == sequence;
    }

    private @Nullable Sequence[] row(VersionRef policy) {
        @Nullable Sequence[] row = slots.get(policy);
        if (row == null) {
            throw new IllegalStateException("nothing of " + policy + " is in a slot");
        }
        return row;
    }

    /** The policy whose turn it is among those with something to write; it goes to the end. */
    private Optional<VersionRef> nextPolicy() {
        for (int i = turns.size(); i > 0; i--) {
            VersionRef policy = turns.remove();
            turns.add(policy);
            for (Sequence sequence : row(policy)) {
                if (sequence != null && sequence.isWriting()) {
                    return Optional.of(policy);
                }
            }
        }
        return Optional.empty();
    }

    private Step.Advance advance(VersionRef policy) {
        @Nullable Sequence[] row = row(policy);
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
        return new Step.Advance(policy, sequences, tokens, positions);
    }

    private java.util.stream.Stream<Sequence> writing() {
        return slots.values().stream().flatMap(Arrays::stream).mapMulti((sequence, writing) -> {
            if (isWriting(sequence)) {
                writing.accept(sequence);
            }
        });
    }

    private static boolean isWriting(@Nullable Sequence sequence) {
        return sequence != null && sequence.isWriting();
    }

    private static int taken(@Nullable Sequence[] row) {
        int taken = 0;
        for (Sequence sequence : row) {
            taken += sequence == null ? 0 : 1;
        }
        return taken;
    }
}
