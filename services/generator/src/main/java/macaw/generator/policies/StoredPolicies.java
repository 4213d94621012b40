package macaw.generator.policies;

import java.nio.file.Path;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import macaw.onnx.Decoder;
import macaw.records.VersionRef;

/** Loads policies from the artefact store, verified against their manifests. */
public final class StoredPolicies implements PolicyLoader {
    private final Versions versions;
    private final Decoder.Shape shape;
    private final int threads;

    /**
     * A loader.
     *
     * @param shape of each decoder; a model with a shorter context keeps its own
     * @param threads native threads of a step
     */
    public StoredPolicies(Versions versions, Decoder.Shape shape, int threads) {
        this.versions = versions;
        this.shape = shape;
        this.threads = threads;
    }

    @Override
    public LoadedPolicy load(VersionRef version) {
        Path directory = versions.open(VersionKind.POLICY, version);
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            ModelConfig config = checkpoint.config();
            Tokenizer tokenizer = Tokenizer.open(directory);
            boolean loaded = false;
            try {
                tokenizer.requireFits(config);
                ChatTemplate template = ChatTemplate.open(directory);
                int context = Math.min(shape.contextLength(), config.maxPositions());
                Decoder decoder =
                        Decoder.open(checkpoint, new Decoder.Shape(shape.slots(), context, shape.chunk()), threads);
                loaded = true;
                return new LoadedPolicy(version, config, decoder, tokenizer, template);
            } finally {
                if (!loaded) {
                    tokenizer.close();
                }
            }
        }
    }
}
