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
import macaw.generator.sampling.Drawn;
import macaw.onnx.Chunk;
import macaw.records.FinishReason;
import macaw.records.VersionRef;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is computed next. A sequence waits in a bounded queue, gets the lowest free slot of its policy, goes through its prompt chunk
 * by chunk (or gets a copy from one of the same prompt) and then writes a token whenever its policy advances. It goes in rounds: chunks of
 * prompts first, because a fuller batch is cheaper a token, up to so many tokens; then a token of every answer, policy by policy. While a
 * person is being answered a round has one chunk. People come before rollouts, but not without end: after {@value Slots#PEOPLE_IN_A_ROW} in a
 * row it is the turn of a rollout that waits. Nothing that is decided here changes a bit of any answer. Not thread-safe.
 */
public final class Scheduler {
    private final Limits limits;
    private final Waiting waiting;
    private final SequencedMap<VersionRef, Slots> slots = new LinkedHashMap<>();
    private final Map<SharedPrompt.Key, SharedPrompt> shared = new HashMap<>();
    /** Sequences that compute their prompt, in the order in which they got their slots. */
    private final List<Sequence> prompts = new ArrayList<>();
    /** Policies that advance before the round ends. */
    private final Queue<VersionRef> round = new ArrayDeque<>();
    /** Prompts that are computed, and that a sequence in another slot waits for. */
    private final Queue<SharedPrompt> copies = new ArrayDeque<>();

    private boolean promptsWereLast;
    private int peoplesChunks; // in a row
    private boolean changed; // since slots were given out

    public Scheduler(Limits limits) {
        this.limits = limits;
        this.waiting = new Waiting(limits);
    }

    /** Takes a sequence in; OVERLOADED when as many wait as may. */
    public void submit(Sequence sequence) {
        waiting.requireRoom(sequence);
        SharedPrompt prompt = shared.computeIfAbsent(sequence.promptKey(), key -> new SharedPrompt());
        prompt.joined();
        sequence.submitted(prompt);
        waiting.add(sequence);
        changed = true;
    }

    /** What to compute now. What is computed of a prompt counts as computed from here on. */
    public Step next() {
        if (changed) {
            changed = false;
            admit();
        }
        for (SharedPrompt prompt = copies.poll(); prompt != null; prompt = copies.poll()) {
            Optional<Sequence> source = prompt.source();
            if (source.isPresent()) {
                return new Step.Copy(source.get(), prompt.share());
            }
        }
        Slots advancing = nextInRound();
        if (advancing != null) {
            return advancing.advance();
        }
        if (!prompts.isEmpty() && !(promptsWereLast && isWriting())) {
            promptsWereLast = true;
            return prefill();
        }
        promptsWereLast = false;
        round.addAll(slots.keySet());
        advancing = nextInRound();
        return advancing == null ? new Step.Idle() : advancing.advance();
    }

    /** A token was drawn for a sequence; the reason is there when its answer ends with it, and then its slot is free. */
    public Optional<FinishReason> drew(Sequence sequence, Drawn drawn) {
        Optional<FinishReason> end = sequence.write(drawn);
        if (end.isPresent()) {
            leave(sequence);
        }
        return end;
    }

    /** Takes a sequence out, wherever it is; false when it was not there any more. */
    public boolean remove(Sequence sequence) {
        if (!sequence.isSubmitted()) {
            return false;
        }
        if (waiting.remove(sequence)) {
            forget(sequence);
            return true;
        }
        Slots row = slots.get(sequence.policy());
        if (row == null || !row.holds(sequence)) {
            return false;
        }
        leave(sequence);
        return true;
    }

    /** Everything that waits or is in a slot. */
    public List<Sequence> all() {
        List<Sequence> all = waiting.all();
        slots.values().forEach(row -> row.addTo(all));
        return all;
    }

    /** Sequences that wait for a slot. */
    public int waiting() {
        return waiting.size();
    }

    /** Sequences in a slot. */
    public int running() {
        return slots.values().stream().mapToInt(Slots::taken).sum();
    }

    private void admit() {
        for (Iterator<Sequence> people = waiting.people(); people.hasNext(); ) {
            Sequence person = people.next();
            Slots row = slots(person.policy());
            if (row.isRolloutsTurn()) {
                waiting.takeRollout(rollout -> rollout.policy().equals(person.policy()))
                        .ifPresent(this::enter);
            }
            if (row.fits(person)) {
                people.remove();
                enter(person);
            }
        }
        while (waiting.takeRollout(rollout -> slots(rollout.policy()).fits(rollout))
                .map(this::enter)
                .isPresent()) {}
        slots.values().removeIf(Slots::isEmpty);
    }

    private Slots slots(VersionRef policy) {
        return slots.computeIfAbsent(policy, version -> new Slots(limits));
    }

    private Sequence enter(Sequence sequence) {
        slots(sequence.policy()).enter(sequence);
        if (sequence.shared().enters(sequence)) {
            prompts.add(sequence);
        } else {
            copies.add(sequence.shared());
        }
        return sequence;
    }

    private void leave(Sequence sequence) {
        slots(sequence.policy()).leave(sequence);
        if (sequence.audience() instanceof Audience.Run(String id)) {
            waiting.leftSlot(id);
        }
        prompts.remove(sequence);
        sequence.shared().leaves(sequence).ifPresent(prompts::add);
        forget(sequence);
        changed = true;
    }

    private void forget(Sequence sequence) {
        if (sequence.shared().left()) {
            shared.remove(sequence.promptKey());
        }
    }

    /** The next policy that has something to write before the round ends. */
    private @Nullable Slots nextInRound() {
        for (VersionRef policy = round.poll(); policy != null; policy = round.poll()) {
            Slots row = slots.get(policy);
            if (row != null && row.isWriting()) {
                return row;
            }
        }
        return null;
    }

    /** A chunk, and while no person is being answered more of other prompts of its policy, as far as the step has room. */
    private Step.Prefill prefill() {
        boolean one = isWritingToPeople();
        List<Step.Part> parts = new ArrayList<>();
        Sequence next = nextPrompt(prompts);
        VersionRef policy = next.policy();
        List<Sequence> others = new ArrayList<>(prompts);
        others.removeIf(other -> !other.policy().equals(policy));
        int room = limits.stepTokens();
        do {
            others.remove(next);
            room -= next.nextChunk().tokens();
            parts.add(part(next));
            next = others.isEmpty() ? next : nextPrompt(others);
        } while (!one && !others.isEmpty() && next.nextChunk().tokens() <= room);
        return new Step.Prefill(policy, parts);
    }

    private Step.Part part(Sequence sequence) {
        Chunk chunk = sequence.takeChunk();
        peoplesChunks = sequence.isPerson() ? peoplesChunks + 1 : 0;
        if (!chunk.last()) {
            return new Step.Part(sequence, chunk, List.of());
        }
        prompts.remove(sequence);
        return new Step.Part(sequence, chunk, sequence.shared().share());
    }

    /** The first of a person, or of a run when it is its turn; the first of all where there is none. */
    private Sequence nextPrompt(List<Sequence> among) {
        boolean person = peoplesChunks < Slots.PEOPLE_IN_A_ROW;
        for (Sequence sequence : among) {
            if (sequence.isPerson() == person) {
                return sequence;
            }
        }
        return among.getFirst();
    }

    private boolean isWriting() {
        for (Slots row : slots.values()) {
            if (row.isWriting()) {
                return true;
            }
        }
        return false;
    }

    private boolean isWritingToPeople() {
        for (Slots row : slots.values()) {
            if (row.isWritingToPeople()) {
                return true;
            }
        }
        return false;
    }
}
