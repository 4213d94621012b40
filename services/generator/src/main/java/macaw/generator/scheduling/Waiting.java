package macaw.generator.scheduling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.function.Predicate;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Sequences without a slot, in bounded queues. People's come in the order of their arrival. Of runs it is the turn of the one that holds the
 * fewest slots, whatever the length of its answers; within a run prompts come in the order of their arrival, all samples of one together, so
 * that they can share it.
 */
final class Waiting {
    private final Limits limits;
    private final Queue<Sequence> people = new ArrayDeque<>();
    /** Of each run its prompts, and of each prompt its sequences. A run whose turn it was is at the end. */
    private final SequencedMap<String, SequencedMap<SharedPrompt, Queue<Sequence>>> runs = new LinkedHashMap<>();

    private final Map<String, Integer> slotsHeld = new HashMap<>();
    private int rollouts;

    Waiting(Limits limits) {
        this.limits = limits;
    }

    /** Refuses a sequence with OVERLOADED when as many wait as may. */
    void requireRoom(Sequence sequence) {
        switch (sequence.audience()) {
            case Audience.Person() -> requireRoom(people.size(), limits.queuedPeople(), "requests");
            case Audience.Run(String id) -> requireRoom(rollouts, limits.queuedRollouts(), "rollouts");
        }
    }

    void add(Sequence sequence) {
        switch (sequence.audience()) {
            case Audience.Person() -> people.add(sequence);
            case Audience.Run(String id) -> {
                runs.computeIfAbsent(id, run -> new LinkedHashMap<>())
                        .computeIfAbsent(sequence.shared(), prompt -> new ArrayDeque<>())
                        .add(sequence);
                rollouts++;
            }
        }
    }

    /** Takes a sequence out; false when it does not wait. */
    boolean remove(Sequence sequence) {
        return switch (sequence.audience()) {
            case Audience.Person() -> people.remove(sequence);
            case Audience.Run(String id) -> {
                SequencedMap<SharedPrompt, Queue<Sequence>> prompts = runs.get(id);
                Queue<Sequence> samples = prompts == null ? null : prompts.get(sequence.shared());
                boolean waited = samples != null && samples.remove(sequence);
                if (waited) {
                    rollouts--;
                    tidy(id, sequence.shared());
                }
                yield waited;
            }
        };
    }

    /** People's sequences, in order; whoever gets a slot is removed by the iterator. */
    Iterator<Sequence> people() {
        return people.iterator();
    }

    /** The next sequence of a run among those that fit; it holds a slot from here on. */
    Optional<Sequence> takeRollout(Predicate<Sequence> fits) {
        String turn = null;
        for (var run : runs.entrySet()) {
            boolean fewer = turn == null || held(run.getKey()) < held(turn);
            if (fewer && fits.test(first(run.getValue()))) {
                turn = run.getKey();
            }
        }
        return turn == null ? Optional.empty() : Optional.of(take(turn));
    }

    /** A run's sequence has left its slot. */
    void leftSlot(String run) {
        slotsHeld.merge(run, -1, (held, one) -> held + one == 0 ? null : held + one);
    }

    int size() {
        return people.size() + rollouts;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    List<Sequence> all() {
        List<Sequence> all = new ArrayList<>(people);
        runs.values().forEach(prompts -> prompts.values().forEach(all::addAll));
        return all;
    }

    private Sequence take(String run) {
        @Nullable SequencedMap<SharedPrompt, Queue<Sequence>> prompts = runs.remove(run);
        if (prompts == null) {
            throw new IllegalStateException("nothing of run " + run + " waits");
        }
        // to the end: it has had its turn
        runs.put(run, prompts);
        Sequence sequence = prompts.firstEntry().getValue().remove();
        rollouts--;
        slotsHeld.merge(run, 1, Integer::sum);
        tidy(run, sequence.shared());
        return sequence;
    }

    /** No queue stays that nobody waits in. */
    private void tidy(String run, SharedPrompt prompt) {
        runs.computeIfPresent(run, (id, prompts) -> {
            prompts.computeIfPresent(prompt, (shared, samples) -> samples.isEmpty() ? null : samples);
            return prompts.isEmpty() ? null : prompts;
        });
    }

    private int held(String run) {
        return slotsHeld.getOrDefault(run, 0);
    }

    private static Sequence first(SequencedMap<SharedPrompt, Queue<Sequence>> prompts) {
        return prompts.firstEntry().getValue().element();
    }

    private static void requireRoom(int waiting, int limit, String what) {
        if (waiting >= limit) {
            throw new CodedException(ErrorCode.OVERLOADED, waiting + " " + what + " are waiting already");
        }
    }
}
