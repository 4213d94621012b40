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
 * @param saveEvery iterations between two policies that it saves; the last is saved, too
 * @param reward what load-tests/peers/rewards.py makes the reward of
 * @param settings the run's, under TRL's names of them
 */
record PeerTask(
        List<int[]> prompts,
        @JsonProperty("save_every") int saveEvery,
        Map<String, Object> reward,
        Map<String, Object> settings) {

    static PeerTask of(List<TokenIds> prompts, int saveEvery, Map<String, Object> reward, PpoSettings settings) {
        return new PeerTask(prompts.stream().map(TokenIds::toArray).toList(), saveEvery, reward, settings(settings));
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
