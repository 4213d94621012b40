package macaw.trainer.ppo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.DeterministicRandom;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.trainer.datasets.Conversation;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.settings.PpoSettings;

/** What the last policy of a run and its predecessor are asked: each prompt once, sampled as in training, with seeds that are a function of the run's. */
public final class GuardPrompts {
    private static final String PURPOSE = "guard prompts";

    private GuardPrompts() {}

    /** Those that leave room for an answer. Errors: DATASET_EMPTY where none does. */
    public static List<PromptRequest> of(Path policy, List<Conversation> prompts, PpoSettings settings) {
        List<PromptRequest> requests = new ArrayList<>();
        try (var encoder = new ConversationEncoder(policy)) {
            int longest = encoder.maxPositions() - settings.maxTokens();
            for (int i = 0; i < prompts.size(); i++) {
                int[] tokens = encoder.prompt(prompts.get(i));
                if (tokens.length <= longest) {
                    long seed = DeterministicRandom.of(settings.run().seed(), PURPOSE, 0, i)
                            .nextLong();
                    requests.add(new PromptRequest(
                            i,
                            0,
                            TokenIds.of(tokens),
                            Sampling.plain(settings.temperature(), settings.maxTokens()),
                            seed));
                }
            }
            if (requests.isEmpty()) {
                throw new CodedException(
                        ErrorCode.DATASET_EMPTY,
                        "none of " + prompts.size() + " guard prompts has at most " + longest + " tokens");
            }
            return requests;
        }
    }
}
