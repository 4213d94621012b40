package macaw.trainer.ppo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.FinishReason;
import macaw.records.RolloutOutcome;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.trainer.learning.TokenSequence;

/**
 * An iteration's rollouts, sorted by id so that nothing depends on the order in which they came.
 *
 * @param failed rollouts without tokens or scores, left out
 */
record Experiences(List<Experience> usable, int failed) {

    static Experiences of(List<ScoredRollout> rollouts, ScoreRule rule, double maxFailedFraction) {
        List<Experience> usable = new ArrayList<>();
        int failed = 0;
        for (ScoredRollout scored : rollouts) {
            switch (scored.outcome()) {
                case Scores scores -> usable.add(experience(scored, scores, rule));
                case Failure ignored -> failed++;
            }
        }
        if (usable.isEmpty() || failed > maxFailedFraction * rollouts.size()) {
            throw new CodedException(
                    ErrorCode.TOO_FEW_ROLLOUTS,
                    failed + " of " + rollouts.size() + " rollouts failed; " + 100 * maxFailedFraction
                            + " per cent may");
        }
        usable.sort(Comparator.comparing(Experience::rolloutId));
        return new Experiences(List.copyOf(usable), failed);
    }

    private static Experience experience(ScoredRollout scored, Scores scores, ScoreRule rule) {
        RolloutOutcome outcome = scored.rollout().outcome();
        if (!(outcome instanceof Completion completion)) {
            throw new IllegalArgumentException("scores without a completion");
        }
        boolean ended = completion.finishReason() == FinishReason.EOS;
        double raw = scores.mixed();
        return new Experience(
                scored.rollout().prompt().rolloutId(),
                TokenSequence.of(
                        scored.rollout().prompt().tokens().toArray(),
                        completion.tokens().toArray()),
                completion.logProbabilities().toArray(),
                raw,
                rule.of(raw, ended),
                ended,
                completion.isQuantised());
    }
}
