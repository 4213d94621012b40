package macaw.trainer.learning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.records.DeterministicRandom;
import macaw.torch.TorchEngine;

/** The committed tiny checkpoints and rows for them. They have no tokenizer: these rows are tokens. */
public final class TinyModels {
    private TinyModels() {}

    public static TorchEngine engine() {
        return TorchEngine.start("cpu", 2);
    }

    public static Path causal() {
        return fixture("llama");
    }

    public static Path reward() {
        return fixture("llama_reward");
    }

    private static Path fixture(String name) {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", name);
    }

    /** Answers that can be learnt: the prompt's last token, counted up. */
    public static List<TokenSequence> answers(int count) {
        List<TokenSequence> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var random = DeterministicRandom.of(7, "test rows", 0, i);
            int[] prompt = new int[2 + random.nextInt(4)];
            prompt[0] = 1;
            for (int t = 1; t < prompt.length; t++) {
                prompt[t] = 10 + random.nextInt(20);
            }
            int[] answer = new int[2 + random.nextInt(3)];
            for (int t = 0; t < answer.length - 1; t++) {
                answer[t] = prompt[prompt.length - 1] + 1 + t;
            }
            answer[answer.length - 1] = 2;
            rows.add(TokenSequence.of(prompt, answer));
        }
        return rows;
    }
}
