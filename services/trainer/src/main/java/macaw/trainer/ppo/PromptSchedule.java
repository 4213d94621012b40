package macaw.trainer.ppo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.records.DeterministicRandom;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.settings.PpoSettings;

/**
 * Which prompts an iteration asks for: through all prompts in an order of the epoch's own, then through all again. A function of (seed, iteration).
 */
final class PromptSchedule {
    private static final String ORDER = "prompt order";
    private static final String ROLLOUT = "rollout";

    /** @param index in the run's prompt set, which may hold prompts that do not fit the context */
    record IndexedPrompt(int index, TokenIds tokens) {}

    private final List<IndexedPrompt> prompts;
    private final PpoSettings settings;

    PromptSchedule(List<IndexedPrompt> prompts, PpoSettings settings) {
        this.prompts = List.copyOf(prompts);
        this.settings = settings;
    }

    List<PromptRequest> of(int iteration) {
        Sampling sampling = Sampling.plain(settings.temperature(), settings.maxTokens());
        long seed = settings.run().seed();
        long first = (long) iteration * settings.promptsPerIteration();
        List<PromptRequest> requests = new ArrayList<>();
        // a small set of prompts comes round more than once an iteration: its samples are counted on
        Map<Integer, Integer> samples = new HashMap<>();
        for (long position = first; position < first + settings.promptsPerIteration(); position++) {
            long epoch = position / prompts.size();
            int[] order = DeterministicRandom.of(seed, ORDER, epoch, 0).permutation(prompts.size());
            IndexedPrompt prompt = prompts.get(order[Math.toIntExact(position % prompts.size())]);
            for (int i = 0; i < settings.samplesPerPrompt(); i++) {
                int sample = samples.merge(prompt.index(), 1, Integer::sum) - 1;
                long rolloutSeed = DeterministicRandom.of(seed, ROLLOUT, iteration, requests.size())
                        .nextLong();
                requests.add(new PromptRequest(prompt.index(), sample, prompt.tokens(), sampling, rolloutSeed));
            }
        }
        return requests;
    }
}
