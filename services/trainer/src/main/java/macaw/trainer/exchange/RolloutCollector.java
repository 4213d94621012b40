package macaw.trainer.exchange;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.Tracing;
import macaw.records.Failure;
import macaw.records.Prompt;
import macaw.records.ScoredRollout;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.exchange.RolloutExchange.Arrival;
import macaw.trainer.exchange.RolloutExchange.Poll;
import macaw.trainer.exchange.RolloutLedger.Count;

/**
 * One run's exchange: asks for what the ledger says is due, reads what comes, and finds out about the lost when nothing comes.
 * Each method does a bounded piece of work, so that its caller can look up between two. All throw BROKER_UNAVAILABLE and can
 * then be called again.
 */
public final class RolloutCollector {
    private static final System.Logger LOG = System.getLogger(RolloutCollector.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration QUIET_BEFORE_OBSERVING = Duration.ofSeconds(2);

    private final RolloutExchange exchange;
    private final RolloutLedger ledger;
    private final InstantSource clock;
    private final RolloutMeters meters;
    private final Tracing tracing;
    private Instant lastArrival;
    private Instant lastObservation;

    /** Starts to read at the positions of a checkpoint, or where the topic begins now if they are gone. */
    public RolloutCollector(
            RolloutExchange exchange,
            String runId,
            TopicPositions from,
            int attempts,
            InstantSource clock,
            RolloutMeters meters,
            Tracing tracing) {
        TopicPositions start = from.atOrAfter(exchange.beginning());
        exchange.seek(start);
        this.exchange = exchange;
        this.ledger = new RolloutLedger(runId, start, attempts);
        this.clock = clock;
        this.meters = meters;
        this.tracing = tracing;
        this.lastArrival = clock.instant();
        this.lastObservation = lastArrival;
    }

    /** Waits for these from now on. They are due at once; {@link #step} asks for those that are not here. */
    public void expect(List<Prompt> prompts) {
        ledger.expect(prompts, clock.instant());
        lastArrival = clock.instant();
    }

    /** Reads one piece of what was there when the run was taken up; false when all of it is read. */
    public boolean readTowards(TopicPositions end) {
        if (ledger.hasRead(end)) {
            return false;
        }
        receive();
        return true;
    }

    /** Where the topic ends now. */
    public TopicPositions end() {
        return exchange.end();
    }

    /** Asks for what is due. Errors: ROLLOUT_LOST. */
    public void ask() {
        List<Prompt> due = ledger.toAsk(clock.instant());
        if (!due.isEmpty()) {
            ledger.asked(due, exchange.ask(due));
        }
    }

    /** Takes in what comes within a moment; when it has been quiet for a while, finds out what is lost and asks again. */
    public void step() {
        receive();
        Instant now = clock.instant();
        if (quiet(now).compareTo(QUIET_BEFORE_OBSERVING) >= 0
                && Duration.between(lastObservation, now).compareTo(QUIET_BEFORE_OBSERVING) >= 0) {
            lastObservation = now;
            List<Prompt> lost = ledger.observe(exchange.progress(), now);
            meters.lost(lost.size());
            lost.forEach(prompt -> warn(prompt, "the rollout is lost: every service has passed it and nothing came"));
        }
        ask();
    }

    private void receive() {
        Poll poll = exchange.poll(POLL);
        Instant now = clock.instant();
        for (Arrival arrival : poll.arrivals()) {
            Acceptance acceptance = ledger.accept(arrival, now);
            meters.arrived(acceptance);
            trace(arrival, acceptance);
            if (acceptance == Acceptance.KEPT) {
                lastArrival = now;
                meters.kept(
                        Duration.between(arrival.rollout().rollout().prompt().requestedAt(), now));
            }
        }
        ledger.read(poll.read());
    }

    /** The end of a rollout's trace: what the run makes of it. */
    private void trace(Arrival arrival, Acceptance acceptance) {
        boolean traced = arrival.trace().sampled();
        Prompt prompt = arrival.rollout().rollout().prompt();
        try (Span span = traced
                        ? tracing.begin(SpanStart.of("receive", SpanStart.Kind.CONSUMER, arrival.trace()))
                        : Span.NONE;
                var lines = LogContext.span(traced ? span.context() : arrival.trace())) {
            if (span.recorded()) {
                span.with("macaw.run_id", prompt.runId())
                        .with("macaw.rollout_id", prompt.rolloutId())
                        .with("macaw.iteration", prompt.iteration())
                        .with("macaw.acceptance", acceptance.name().toLowerCase(Locale.ROOT));
            }
            tell(arrival.rollout(), acceptance);
        }
    }

    /** What did not go as asked; the rest is a rollout like any other. */
    private static void tell(ScoredRollout rollout, Acceptance acceptance) {
        Prompt prompt = rollout.rollout().prompt();
        switch (acceptance) {
            case KEPT -> {
                if (rollout.outcome() instanceof Failure(String code, String message, boolean retryable)) {
                    warn(prompt, "the rollout leaves its batch: " + code + ": " + message);
                }
            }
            case RETRIED -> {
                if (rollout.outcome() instanceof Failure(String code, String message, boolean retryable)) {
                    warn(prompt, "the rollout is asked for again: " + code + ": " + message);
                }
            }
            case MISMATCH -> warn(prompt, "the rollout answers another request than the one that was made");
            case UNEQUAL_DUPLICATE ->
                warn(prompt, "the rollout came again and says something else; the first one counts");
            case DUPLICATE, OUT_OF_TURN, FOREIGN -> {}
        }
    }

    private static void warn(Prompt prompt, String what) {
        try (var lines = LogContext.rollout(prompt.runId(), prompt.rolloutId())) {
            LOG.log(Level.WARNING, what);
        }
    }

    /** For how long nothing came that counts. */
    public Duration quiet(Instant now) {
        return Duration.between(lastArrival, now);
    }

    /** How many rollouts of an iteration are here. */
    public Count count(int iteration) {
        return ledger.count(iteration);
    }

    /** The rollouts of a complete iteration, by rollout id. */
    public List<Arrival> take(int iteration) {
        return ledger.take(iteration);
    }

    /** What a checkpoint has to remember. */
    public TopicPositions positions() {
        return ledger.positions();
    }
}
