package macaw.demo.cycle;

import java.util.Map;
import java.util.TreeMap;

/** How the base model under {@code demo/base-model} was made: the corpus, and the settings of its pretrain run. */
public final class BaseModelRecipe {
    /** Seed of corpus, weights and order. */
    public static final long SEED = 1;

    /** Documents of the corpus; about 35 tokens each. */
    public static final long DOCUMENTS = 70_000;

    private BaseModelRecipe() {}

    /**
     * The settings of the pretrain run. Sizes: 3.7 M parameters, tied, vocabulary 2,048, context 128.
     *
     * @param data the corpus, as {@code sha256:HEX}
     */
    public static Map<String, Object> settings(String data, String output) {
        return new TreeMap<>(Map.of(
                "data",
                data,
                "output",
                output,
                "heldOutFraction",
                0.002,
                "evaluateEvery",
                500,
                "checkpointEvery",
                250,
                "seed",
                SEED));
    }
}
