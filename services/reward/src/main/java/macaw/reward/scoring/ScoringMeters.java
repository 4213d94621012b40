package macaw.reward.scoring;

import io.micrometer.core.instrument.MeterRegistry;
import macaw.chassis.metrics.Metric;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.ScoredRollout;
import macaw.records.Scores;

/** Counts scores by outcome, and the tokens they read. */
public final class ScoringMeters {
    private static final String OK = "ok";

    private final MeterRegistry meters;

    /** Counts in this registry. */
    public ScoringMeters(MeterRegistry meters) {
        this.meters = meters;
        // there before the first score: a rate of nothing is no rate of zero, and an alert asks for that one
        count(OK, 0);
    }

    /** A rollout left the service. */
    public void count(ScoredRollout scored) {
        switch (scored.outcome()) {
            case Scores scores -> {
                count(OK, scores.scores().size());
                int answer = scored.rollout().outcome() instanceof Completion completion
                        ? completion.tokens().size()
                        : 0;
                Metric.SCORING_TOKENS
                        .counter(meters)
                        .increment((double) (scored.rollout().prompt().tokens().size() + answer)
                                * scores.scores().size());
            }
            case Failure failure -> count(failure);
        }
    }

    /** A rollout left the service without being scored. */
    public void count(Failure failure) {
        count(failure.code(), 1);
    }

    /** A request was answered. */
    public void count(RequestScorer.Answer answer) {
        answer.outcomes()
                .forEach(outcome -> count(
                        switch (outcome) {
                            case RequestScorer.ItemOutcome.Value value -> OK;
                            case RequestScorer.ItemOutcome.Refused(Failure failure) -> failure.code();
                        },
                        1));
    }

    private void count(String outcome, int scores) {
        Metric.SCORES.counter(meters, outcome).increment(scores);
    }
}
