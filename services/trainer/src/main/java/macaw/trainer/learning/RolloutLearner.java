package macaw.trainer.learning;

import java.util.List;
import macaw.records.ScoredRollout;
import macaw.records.TokenIds;

/** A learner whose data are its own policy's answers: PPO. */
public interface RolloutLearner extends Learner {

    /** How many iterations the run has; they are numbered from 0. */
    int iterations();

    /** The rollouts that {@code iteration} trains on: a function of settings and iteration alone. */
    List<PromptRequest> prompts(int iteration);

    /**
     * Trains on the rollouts of {@code iteration}, in whatever order they come: they are sorted by rollout id first. Failed
     * ones are left out and counted.
     *
     * @throws macaw.errors.CodedException TOO_FEW_ROLLOUTS when more failed than the settings allow, LOSS_NOT_FINITE when loss
     *     or gradient is NaN or infinite; after the latter the state is spoilt and has to be loaded again
     */
    IterationReport learn(int iteration, List<ScoredRollout> rollouts);

    /** The text of each sequence of tokens, without special tokens, for a person to read. */
    List<String> texts(List<TokenIds> tokens);
}
