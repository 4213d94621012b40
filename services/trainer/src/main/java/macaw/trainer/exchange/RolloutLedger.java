package macaw.trainer.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.Prompt;
import macaw.records.ScoredRollout;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.exchange.RolloutExchange.Arrival;
import macaw.trainer.exchange.RolloutExchange.GroupProgress;
import macaw.trainer.exchange.RolloutExchange.Route;
import org.jspecify.annotations.Nullable;

/**
 * Which rollouts a run waits for and what became of each. Of several records with one rollout id the lowest offset counts, so
 * what is trained on never depends on timing; a failure that asking again can mend does not count.
 *
 * <p>A rollout is a function of its request, whoever asked: one that a predecessor asked for under a lower epoch is as good as
 * one's own, if the request is the same in everything else. So a trainer that is killed while it waits wastes nothing.
 */
public final class RolloutLedger {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    private final String runId;
    private final int attempts;
    private final String topicId;
    private final SortedMap<Integer, Long> read;
    private final SortedMap<String, Awaited> awaited = new TreeMap<>();

    /**
     * A ledger that starts to read at these positions.
     *
     * @param attempts times a rollout is asked for before {@link #toAsk} gives up
     */
    public RolloutLedger(String runId, TopicPositions from, int attempts) {
        this.runId = runId;
        this.attempts = attempts;
        this.topicId = from.topicId();
        this.read = new TreeMap<>(from.offsets());
    }

    private static final class Awaited {
        final Prompt prompt;
        final String fingerprint;
        int asked;
        /** When it is to be asked for; absent while it is under way or here. */
        @Nullable
        Instant due;

        @Nullable
        Route route;

        Whereabouts whereabouts = new Whereabouts.AtGenerator();

        @Nullable
        Arrival arrival;

        String lastFailure = "nothing arrived";

        Awaited(Prompt prompt, Instant due) {
            this.prompt = prompt;
            this.fingerprint = Fingerprints.of(prompt);
            this.due = due;
        }
    }

    /** Waits for these from now on. */
    public void expect(List<Prompt> prompts, Instant now) {
        for (Prompt prompt : prompts) {
            awaited.putIfAbsent(prompt.rolloutId(), new Awaited(prompt, now));
        }
    }

    /** Takes note of a record. Records have to come in the order of their offsets. */
    public Acceptance accept(Arrival arrival, Instant now) {
        Prompt prompt = arrival.rollout().rollout().prompt();
        if (!prompt.runId().equals(runId)) {
            return Acceptance.FOREIGN;
        }
        Awaited expected = awaited.get(prompt.rolloutId());
        if (expected == null) {
            return Acceptance.OUT_OF_TURN;
        }
        if (!answers(arrival.rollout(), expected)) {
            return Acceptance.MISMATCH;
        }
        if (expected.arrival != null) {
            return expected.arrival.rollout().outcome().equals(arrival.rollout().outcome())
                    ? Acceptance.DUPLICATE
                    : Acceptance.UNEQUAL_DUPLICATE;
        }
        if (arrival.rollout().outcome() instanceof Failure failure && failure.retryable()) {
            expected.lastFailure = failure.code() + ": " + failure.message();
            expected.route = null;
            expected.due = now.plus(FIRST_PAUSE.multipliedBy(1L << Math.min(expected.asked, MOST_DOUBLINGS)));
            return Acceptance.RETRIED;
        }
        expected.arrival = arrival;
        expected.due = null;
        return Acceptance.KEPT;
    }

    private static boolean answers(ScoredRollout scored, Awaited expected) {
        Prompt asked = scored.rollout().prompt();
        Prompt wanted = expected.prompt;
        Prompt asIfOurs = new Prompt(
                asked.namespace(),
                asked.rolloutId(),
                asked.runId(),
                wanted.runEpoch(),
                asked.iteration(),
                asked.promptIndex(),
                asked.sampleIndex(),
                asked.tokens(),
                asked.sampling(),
                asked.seed(),
                asked.policy(),
                asked.rewards(),
                wanted.requestedAt());
        // a generator that is older than this trainer sends the request back unread, without a fingerprint
        boolean unread = scored.rollout().outcome() instanceof Failure
                && scored.rollout().fingerprint().isEmpty();
        return asked.runEpoch() <= wanted.runEpoch()
                && (unread || scored.rollout().fingerprint().equals(Fingerprints.of(asked)))
                && expected.fingerprint.equals(Fingerprints.of(asIfOurs))
                && switch (scored.rollout().outcome()) {
                    case Failure ignored -> true;
                    // A longer one could need more memory than there is, and this topic has no journal of crashes.
                    case Completion completion ->
                        scored.rollout().policy().equals(wanted.policy())
                                && completion.tokens().size()
                                        <= wanted.sampling().maxTokens();
                };
    }

    /** Takes note of how far the topic is read. */
    public void read(SortedMap<Integer, Long> positions) {
        read.putAll(positions);
    }

    /** Whether everything before these positions is read. */
    public boolean hasRead(TopicPositions end) {
        return end.offsets().entrySet().stream()
                .allMatch(partition -> read.getOrDefault(partition.getKey(), 0L) >= partition.getValue());
    }

    /**
     * The prompts that have to be asked for now.
     *
     * @throws CodedException ROLLOUT_LOST when one was asked for as often as allowed
     */
    public List<Prompt> toAsk(Instant now) {
        List<Prompt> due = new ArrayList<>();
        for (Awaited expected : awaited.values()) {
            if (expected.due != null && !expected.due.isAfter(now)) {
                if (expected.asked >= attempts) {
                    throw new CodedException(
                            ErrorCode.ROLLOUT_LOST,
                            "rollout " + expected.prompt.rolloutId() + " was asked for " + expected.asked
                                    + " times; last: " + expected.lastFailure);
                }
                due.add(expected.prompt);
            }
        }
        return due;
    }

    /** Takes note that prompts were asked for and went there. */
    public void asked(List<Prompt> prompts, List<Route> routes) {
        for (int i = 0; i < prompts.size(); i++) {
            Awaited expected = awaited.get(prompts.get(i).rolloutId());
            if (expected != null) {
                expected.asked++;
                expected.due = null;
                expected.route = routes.get(i);
                expected.whereabouts = new Whereabouts.AtGenerator();
            }
        }
    }

    /** Takes note of how far the services are; returns the prompts whose rollouts turned out to be lost and are due again. */
    public List<Prompt> observe(GroupProgress progress, Instant now) {
        List<Prompt> lost = new ArrayList<>();
        for (Awaited expected : awaited.values()) {
            if (expected.arrival != null || expected.route == null) {
                continue;
            }
            expected.whereabouts = expected.whereabouts.after(progress, expected.route, read);
            if (expected.whereabouts instanceof Whereabouts.Lost) {
                expected.route = null;
                expected.due = now;
                lost.add(expected.prompt);
            }
        }
        return lost;
    }

    /** How many rollouts of an iteration are here, and how many are awaited in all. */
    public Count count(int iteration) {
        int here = 0;
        int all = 0;
        for (Awaited expected : awaited.values()) {
            if (expected.prompt.iteration() == iteration) {
                all++;
                here += expected.arrival == null ? 0 : 1;
            }
        }
        return new Count(here, all);
    }

    /** Rollouts here of all awaited. */
    public record Count(int here, int all) {
        /** Whether nothing is missing. */
        public boolean complete() {
            return here == all;
        }
    }

    /** The rollouts of a complete iteration, by rollout id; they are not awaited any more. */
    public List<Arrival> take(int iteration) {
        Map<String, Arrival> taken = new TreeMap<>();
        for (Awaited expected : awaited.values()) {
            if (expected.prompt.iteration() == iteration) {
                Arrival arrival = expected.arrival;
                if (arrival == null) {
                    throw new IllegalStateException("rollout " + expected.prompt.rolloutId() + " has not arrived");
                }
                taken.put(expected.prompt.rolloutId(), arrival);
            }
        }
        awaited.keySet().removeAll(taken.keySet());
        return List.copyOf(taken.values());
    }

    /** By partition, the lowest offset whose rollout is still awaited to be trained on, or where reading goes on. */
    public TopicPositions positions() {
        SortedMap<Integer, Long> lowest = new TreeMap<>(read);
        for (Awaited expected : awaited.values()) {
            if (expected.arrival != null) {
                lowest.merge(expected.arrival.partition(), expected.arrival.offset(), Math::min);
            }
        }
        return new TopicPositions(topicId, lowest);
    }
}
