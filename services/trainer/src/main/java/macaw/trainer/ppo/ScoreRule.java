package macaw.trainer.ppo;

import macaw.trainer.settings.MissingEos;

/** From a rollout's mixed score to the score that is trained on: clipped first, then the penalty of an answer that did not end. */
record ScoreRule(double clip, MissingEos missingEos, double penalty) {

    double of(double score, boolean ended) {
        double clipped = clip == 0 ? score : Math.clamp(score, -clip, clip);
        if (ended) {
            return clipped;
        }
        return switch (missingEos) {
            case KEEP -> clipped;
            case SUBTRACT -> clipped - penalty;
            case REPLACE -> -penalty;
        };
    }
}
