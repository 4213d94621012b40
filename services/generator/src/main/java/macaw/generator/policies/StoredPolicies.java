package macaw.generator.policies;

import macaw.artefacts.LocalCopy;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import macaw.onnx.Decoder;
import macaw.onnx.Precision;
import macaw.records.VersionRef;

/** Loads policies from the artefact store, verified against their manifests. */
public final class StoredPolicies implements PolicyLoader {
    private final Versions versions;
    private final Decoder.Shape shape;
    private final int threads;
    private final Precision precision;

    /**
     * A loader.
     *
     * @param shape of each decoder; a model with a shorter context keeps its own
     * @param threads native threads of a step
     * @param precision what each decoder multiplies in
     */
    public StoredPolicies(Versions versions, Decoder.Shape shape, int threads, Precision precision) {
        this.versions = versions;
        this.shape = shape;
        this.threads = threads;
        this.precision = precision;
    }

    @Override
    public LoadedPolicy load(VersionRef version) {
        try (LocalCopy files = versions.open(VersionKind.POLICY, version);
                Checkpoint checkpoint = Checkpoint.open(files.directory())) {
            ModelConfig config = checkpoint.config();
            Tokenizer tokenizer = Tokenizer.open(files.directory());
            boolean loaded = false;
            try {
                tokenizer.requireFits(config);
                ChatTemplate template = ChatTemplate.open(files.directory());
                int context = Math.min(shape.contextLength(), config.maxPositions());
                Decoder decoder = Decoder.open(
                        checkpoint, new Decoder.Shape(shape.slots(), context, shape.chunk()), threads, precision);
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
