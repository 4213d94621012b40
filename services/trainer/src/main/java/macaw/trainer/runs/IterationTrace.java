package macaw.trainer.runs;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import macaw.trainer.runs.StageClock.Stage;

/**
 * Iterations as traces: a span for each, its stages below it. An iteration is no part of any rollout's trace, nor any rollout of its; the stage
 * that trains links to the recorded spans that wrote its rollouts ({@link SpanStart#MOST_LINKS} at most).
 */
final class IterationTrace implements AutoCloseable {
    /** TracingBeans records every span of this name. */
    private static final String ITERATION = "ppo iteration";

    private final Tracing tracing;
    private final String runId;
    private Span iteration = Span.NONE;
    private Span training = Span.NONE;
    private Instant since;

    IterationTrace(Tracing tracing, String runId, Instant begun) {
        this.tracing = tracing;
        this.runId = runId;
        this.since = begun;
    }

    /** The iteration begins where the one before ended. */
    void begin(int number) {
        iteration = tracing.begin(SpanStart.of(ITERATION, SpanStart.Kind.INTERNAL, TraceContext.NONE)
                        .begunAt(since))
                .with("macaw.run_id", runId)
                .with("macaw.iteration", number);
    }

    /** It is trained on these from now on; the span is for the log lines of that time. */
    TraceContext train(List<TraceContext> rollouts, int number) {
        training = tracing.begin(SpanStart.of(name(Stage.TRAINING), SpanStart.Kind.INTERNAL, iteration.context())
                        .begunAt(since)
                        .linkedTo(rollouts))
                .with("macaw.run_id", runId)
                .with("macaw.iteration", number)
                .with("macaw.rollouts", rollouts.size());
        return training.context();
    }

    /** A stage has ended; it began where the one before it ended. */
    void ended(Stage stage, Instant now) {
        if (stage == Stage.TRAINING) {
            training.end(now);
        } else if (iteration.recorded()) {
            tracing.begin(SpanStart.of(name(stage), SpanStart.Kind.INTERNAL, iteration.context())
                            .begunAt(since))
                    .end(now);
        }
        since = now;
    }

    /** A version came of it. */
    void published(String version) {
        iteration.with("macaw.policy", version);
        iteration.end(since);
    }

    /** The run is left, be it in the middle of an iteration. */
    @Override
    public void close() {
        training.close();
        iteration.close();
    }

    private static String name(Stage stage) {
        return "ppo " + stage.name().toLowerCase(Locale.ROOT);
    }
}
