package macaw.trainer.ppo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
 * @param alone rollouts whose siblings have failed, left out where the answers to a prompt are measured against each other
 */
record Experiences(List<Experience> usable, int failed, int alone) {

    /**
     * The rollouts with their scores as they came.
     *
     * @param leastOfGroup answers to a prompt of which no fewer are of use
     */
    static Experiences of(List<ScoredRollout> rollouts, double maxFailedFraction, int leastOfGroup) {
        List<Experience> usable = new ArrayList<>();
        int failed = 0;
        for (ScoredRollout scored : rollouts) {
            switch (scored.outcome()) {
                case Scores scores -> usable.add(experience(scored, scores));
                case Failure ignored -> failed++;
            }
        }
        Map<Integer, Long> groups =
                usable.stream().collect(Collectors.groupingBy(Experience::promptIndex, Collectors.counting()));
        List<Experience> together = usable.stream()
                .filter(rollout -> groups.getOrDefault(rollout.promptIndex(), 0L) >= leastOfGroup)
                .sorted(Comparator.comparing(Experience::rolloutId))
                .toList();
        String count = failed + " of " + rollouts.size() + " rollouts failed";
        if (failed > maxFailedFraction * rollouts.size()) {
            throw new CodedException(
                    ErrorCode.TOO_FEW_ROLLOUTS, count + "; " + 100 * maxFailedFraction + " per cent may");
        }
        if (together.isEmpty()) {
            throw new CodedException(
                    ErrorCode.TOO_FEW_ROLLOUTS,
                    count + ", and no prompt has the " + leastOfGroup + " answers left that are measured together");
        }
        return new Experiences(together, failed, usable.size() - together.size());
    }

    private static Experience experience(ScoredRollout scored, Scores scores) {
        RolloutOutcome outcome = scored.rollout().outcome();
        if (!(outcome instanceof Completion completion)) {
            throw new IllegalArgumentException("scores without a completion");
        }
        boolean ended = completion.finishReason() == FinishReason.EOS;
        double raw = scores.mixed();
        return new Experience(
                scored.rollout().prompt().rolloutId(),
                scored.rollout().prompt().promptIndex(),
                TokenSequence.of(
                        scored.rollout().prompt().tokens().toArray(),
                        completion.tokens().toArray()),
                completion.logProbabilities().toArray(),
                raw,
                raw,
                ended,
                completion.isQuantised());
    }
}
