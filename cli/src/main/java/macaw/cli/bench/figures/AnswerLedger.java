package macaw.cli.bench.figures;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import macaw.localstack.StackException;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.Prompt;
import macaw.records.Rollout;
import macaw.records.RolloutOutcome;
import macaw.records.ScoredRollout;
import macaw.records.ScoringOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Prompts that were asked and what came back for each, as a reader of the topics sees it: when the rollout was there, when its score, and whether
 * it was one answer and not two. What comes twice and is equal counts as one: the topics promise at least once. Times are System.nanoTime's. For one
 * thread.
 */
public final class AnswerLedger {
    private final Map<String, Entry> entries = new HashMap<>();
    private int open;
    private int repeated;

    private static final class Entry {
        final String fingerprint;
        final long asked;
        /** Whether its record was there in the topic of rollouts. */
        boolean seen;

        long written;
        long scored;

        @Nullable
        RolloutOutcome rollout;

        @Nullable
        ScoringOutcome score;

        Entry(String fingerprint, long asked) {
            this.fingerprint = fingerprint;
            this.asked = asked;
        }
    }

    /**
     * How long one answer took.
     *
     * @param written from the prompt to its rollout, milliseconds
     * @param scored from the rollout to its score, milliseconds
     * @param tokens that were drawn
     */
    public record Answer(double written, double scored, int tokens) {
        double whole() {
            return written + scored;
        }
    }

    /** A prompt is sent. */
    public void asked(Prompt prompt, long now) {
        if (entries.put(prompt.rolloutId(), new Entry(Fingerprints.of(prompt), now)) != null) {
            throw new IllegalArgumentException("asked twice: " + prompt.rolloutId());
        }
        open++;
    }

    /** Something came from topic rollouts; what nobody asked for here is another run's. */
    public void written(Rollout rollout, long now) {
        Entry entry = entries.get(rollout.prompt().rolloutId());
        if (entry != null) {
            written(entry, rollout, now);
        }
    }

    private void written(Entry entry, Rollout rollout, long now) {
        String id = rollout.prompt().rolloutId();
        refuseForeign(entry, rollout);
        if (entry.rollout == null) {
            entry.rollout = rollout.outcome();
            entry.written = now;
        } else if (!entry.rollout.equals(rollout.outcome())) {
            throw new StackException("prompt " + id + " has two different answers in the topic of rollouts");
        }
        repeated += entry.seen ? 1 : 0;
        entry.seen = true;
    }

    private static void refuseForeign(Entry entry, Rollout rollout) {
        if (!rollout.fingerprint().equals(entry.fingerprint)) {
            throw new StackException(
                    "rollout " + rollout.prompt().rolloutId() + " answers another request than the one that was made");
        }
    }

    /** Something came from topic scored-rollouts, which is read beside the other: it may be seen before its rollout is. */
    public void scored(ScoredRollout scored, long now) {
        String id = scored.rollout().prompt().rolloutId();
        Entry entry = entries.get(id);
        if (entry == null) {
            return;
        }
        if (entry.score != null) {
            if (!entry.score.equals(scored.outcome())
                    || !scored.rollout().outcome().equals(entry.rollout)) {
                throw new StackException("prompt " + id + " has two different answers in the topic of scored rollouts");
            }
            repeated++;
            return;
        }
        if (entry.rollout == null) {
            refuseForeign(entry, scored.rollout());
            entry.rollout = scored.rollout().outcome();
            entry.written = now;
        } else if (!entry.rollout.equals(scored.rollout().outcome())) {
            throw new StackException("the scored answer of prompt " + id + " is not the one in the topic of rollouts");
        }
        entry.score = scored.outcome();
        entry.scored = now;
        open--;
    }

    /** Prompts that have no scored rollout yet. */
    public int open() {
        return open;
    }

    /** Records that said again what was known. */
    public int repeated() {
        return repeated;
    }

    /** What was written and scored for these rollout ids; refuses a failure, and what is still open. */
    public List<Answer> answers(List<String> rolloutIds) {
        return rolloutIds.stream().map(this::answer).toList();
    }

    private Answer answer(String id) {
        Entry entry = Objects.requireNonNull(entries.get(id), id);
        if (entry.score instanceof Failure(String code, String message, boolean retryable)) {
            throw new StackException("prompt " + id + " was answered with " + code + ": " + message);
        }
        if (entry.score == null || !(Objects.requireNonNull(entry.rollout) instanceof Completion completion)) {
            throw new StackException("prompt " + id + " was not answered");
        }
        return new Answer(
                (entry.written - entry.asked) / 1e6,
                (entry.scored - entry.written) / 1e6,
                completion.tokens().size());
    }
}
