package macaw.trainer.pretrain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;

/** Documents as a model reads them: BOS where it has one, the text, EOS. */
public final class Texts {
    private Texts() {}

    public static List<int[]> encode(Path modelDirectory, List<String> texts) {
        ModelConfig config = ModelConfig.read(modelDirectory);
        List<int[]> documents = new ArrayList<>(texts.size());
        try (Tokenizer tokenizer = Tokenizer.open(modelDirectory)) {
            tokenizer.requireFits(config);
            tokenizer.requireTrainable();
            int[] bos = tokenizer.bosTokenId().stream().toArray();
            int[] eos = tokenizer.eosTokenId().stream().toArray();
            for (String text : texts) {
                documents.add(Stream.of(bos, tokenizer.encode(text), eos)
                        .flatMapToInt(Arrays::stream)
                        .toArray());
            }
        }
        return documents;
    }
}
