package macaw.trainer.ppo;

import java.util.List;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.ScoreNormalisation;

/**
 * From mixed scores to those that are trained on: (score − mean) / (deviation + 1e-8) where they are normalised (Zheng et al. 2023, "Secrets of RLHF",
 * part I, score reparameterization), then {@link ScoreRule}.
 */
record Scoring(ScoreNormalisation normalisation, ScoreRule rule) {
    private static final double EPSILON = 1e-8;

    static Scoring of(PpoSettings settings) {
        return new Scoring(
                settings.scoreNormalisation(),
                new ScoreRule(settings.scoreClip(), settings.missingEos(), settings.missingEosPenalty()));
    }

    /** What the rollouts' scores are normalised by, given what those of the iterations before were; they count themselves in. */
    RunningMoments moments(RunningMoments before, List<Experience> rollouts) {
        RunningMoments moments = normalisation == ScoreNormalisation.RUNNING ? before : RunningMoments.NONE;
        for (Experience rollout : rollouts) {
            moments = moments.with(rollout.rawScore());
        }
        return moments;
    }

    List<Experience> score(List<Experience> rollouts, RunningMoments moments) {
        return rollouts.stream()
                .map(rollout -> rollout.withScore(rule.of(normalised(rollout.rawScore(), moments), rollout.ended())))
                .toList();
    }

    private double normalised(double score, RunningMoments moments) {
        return switch (normalisation) {
            case NONE -> score;
            case ITERATION, RUNNING -> (score - moments.mean()) / (moments.deviation() + EPSILON);
        };
    }
}
