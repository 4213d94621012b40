package macaw.bench.learn;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import macaw.records.TokenIds;
import macaw.trainer.settings.MissingEos;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.Schedule;

/**
 * A task as load-tests/peers/learn_ppo.py reads it.
 *
 * @param prompts tokens of each prompt that is trained on
 * @param heldOut tokens of each prompt that is evaluated
 * @param samples answers to each of these
 * @param evaluateEvery iterations between two evaluations
 * @param reward what load-tests/peers/rewards.py makes the reward of
 * @param settings the run's, under TRL's names of them
 */
record PeerTask(
        List<int[]> prompts,
        @JsonProperty("held_out") List<int[]> heldOut,
        int samples,
        @JsonProperty("evaluate_every") int evaluateEvery,
        Map<String, Object> reward,
        Map<String, Object> settings) {

    static PeerTask of(
            List<TokenIds> prompts,
            List<TokenIds> heldOut,
            int samples,
            int evaluateEvery,
            Map<String, Object> reward,
            PpoSettings settings) {
        return new PeerTask(tokens(prompts), tokens(heldOut), samples, evaluateEvery, reward, settings(settings));
    }

    private static List<int[]> tokens(List<TokenIds> prompts) {
        return prompts.stream().map(TokenIds::toArray).toList();
    }

    private static Map<String, Object> settings(PpoSettings settings) {
        return Map.ofEntries(
                Map.entry("iterations", settings.iterations()),
                Map.entry("rollouts", settings.promptsPerIteration() * settings.samplesPerPrompt()),
                Map.entry("minibatches", settings.minibatches()),
                Map.entry("epochs", settings.epochs()),
                Map.entry("max_tokens", settings.maxTokens()),
                Map.entry("temperature", settings.temperature()),
                Map.entry("kl", settings.kl().coefficient()),
                Map.entry("clip", settings.clipRange()),
                Map.entry("value_clip", settings.valueClipRange()),
                Map.entry("lambda", settings.lambda()),
                Map.entry(
                        "missing_eos_penalty",
                        settings.missingEos() == MissingEos.SUBTRACT ? settings.missingEosPenalty() : 0),
                Map.entry("learning_rate", settings.optimizer().learningRate()),
                Map.entry("schedule", settings.optimizer().schedule() == Schedule.CONSTANT ? "constant" : "linear"));
    }
}
