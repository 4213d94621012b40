package macaw.bench.learn;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.reward.ComparedPrompt;
import macaw.trainer.reward.RewardData;
import macaw.trainer.settings.OptimizerSettings;
import macaw.trainer.settings.RewardSettings;

/**
 * A reward model's data as load-tests/peers/learn_reward.py reads them: the product's own tokens and pairs.
 *
 * @param settings the run's, under TRL's names of them
 */
record RewardPeerTask(
        List<Compared> train, @JsonProperty("held_out") List<Compared> heldOut, Map<String, Object> settings) {
    /**
     * A prompt.
     *
     * @param outputs tokens of each, the prompt's before them
     * @param pairs winner and loser among them
     */
    record Compared(List<int[]> outputs, List<int[]> pairs) {
        static Compared of(ComparedPrompt prompt) {
            return new Compared(
                    prompt.outputs().stream().map(TokenSequence::tokens).toList(),
                    prompt.pairs().stream()
                            .map(pair -> new int[] {pair.winner(), pair.loser()})
                            .toList());
        }
    }

    static RewardPeerTask of(RewardData data, RewardSettings settings) {
        OptimizerSettings optimizer = settings.optimizer();
        return new RewardPeerTask(
                data.train().stream().map(Compared::of).toList(),
                data.heldOut().stream().map(Compared::of).toList(),
                Map.of(
                        "epochs", settings.epochs(),
                        "pairs_a_step", pairsAStep(data.train(), settings.batchSize()),
                        "learning_rate", optimizer.learningRate(),
                        "warmup_steps", optimizer.warmupSteps(),
                        "final_fraction", optimizer.finalFraction(),
                        "beta1", optimizer.beta1(),
                        "beta2", optimizer.beta2(),
                        "epsilon", optimizer.epsilon(),
                        "weight_decay", optimizer.weightDecay(),
                        "max_gradient_norm", optimizer.maxGradientNorm()));
    }

    /** So many that an epoch of pairs has as many steps as one of prompts, each with all its pairs. */
    static int pairsAStep(List<ComparedPrompt> train, int promptsAStep) {
        long pairs = train.stream().mapToLong(prompt -> prompt.pairs().size()).sum();
        int steps = Math.ceilDiv(train.size(), promptsAStep);
        return Math.toIntExact(Math.ceilDiv(pairs, steps));
    }
}
