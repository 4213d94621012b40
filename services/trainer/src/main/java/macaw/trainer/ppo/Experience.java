package macaw.trainer.ppo;

import macaw.trainer.learning.TokenSequence;

/**
 * A rollout as it is trained on.
 *
 * @param promptIndex of its prompt among the run's; the answers of an iteration to one prompt are a group
 * @param sequence prompt and answer; the answer is learnt
 * @param behaviour [T] log-probability of each answer token, as the generator recorded it
 * @param rawScore the mixed score as it came
 * @param score that is trained on, see {@link Scoring}
 * @param ended whether EOS was drawn
 * @param quantised whether the policy wrote it in coarser numbers than it is trained in
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never changed
record Experience(
        String rolloutId,
        int promptIndex,
        TokenSequence sequence,
        float[] behaviour,
        double rawScore,
        double score,
        boolean ended,
        boolean quantised) {
    Experience {
        if (behaviour.length != sequence.learnt()) {
            throw new IllegalArgumentException(
                    rolloutId + " has " + behaviour.length + " log-probabilities for " + sequence.learnt() + " tokens");
        }
    }

    Experience withScore(double other) {
        return new Experience(rolloutId, promptIndex, sequence, behaviour, rawScore, other, ended, quantised);
    }

    int length() {
        return sequence.length();
    }

    /** T, tokens of the answer. */
    int answerLength() {
        return sequence.learnt();
    }
}
