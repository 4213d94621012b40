package macaw.trainer.settings;

import macaw.languagemodel.ModelConfig;

/** Sizes of a model that is trained from scratch. */
public record ArchitectureSettings(
        @Setting(value = "Tokens of the byte-level BPE vocabulary, which is trained on the texts.", byDefault = "2048")
        int vocabularySize,

        @Setting(value = "Width of the residual stream.", byDefault = "256")
        int hiddenSize,

        @Setting(value = "Width of the feed-forward blocks.", byDefault = "704")
        int intermediateSize,

        @Setting(value = "Number of blocks.", byDefault = "4")
        int layers,

        @Setting(value = "Query heads of a block.", byDefault = "4")
        int heads,

        @Setting(value = "Key and value heads of a block.", byDefault = "4")
        int keyValueHeads,

        @Setting(value = "Longest sequence the model takes.", unit = "tokens", byDefault = "128")
        int maxPositions) {
    public ArchitectureSettings {
        Ranges.atLeast("architecture.vocabularySize", vocabularySize, 300);
        Ranges.atLeast("architecture.hiddenSize", hiddenSize, 2);
        Ranges.atLeast("architecture.intermediateSize", intermediateSize, 1);
        Ranges.atLeast("architecture.layers", layers, 1);
        Ranges.atLeast("architecture.heads", heads, 1);
        Ranges.atLeast("architecture.keyValueHeads", keyValueHeads, 1);
        Ranges.atLeast("architecture.maxPositions", maxPositions, 2);
        Ranges.require(
                hiddenSize % heads == 0 && hiddenSize / heads % 2 == 0,
                "architecture.heads must divide hiddenSize " + hiddenSize + " into even parts, was " + heads);
        Ranges.require(
                heads % keyValueHeads == 0,
                "architecture.keyValueHeads must divide heads " + heads + ", was " + keyValueHeads);
    }

    /**
     * The model of these sizes.
     *
     * @param tokens that its tokenizer has
     */
    public ModelConfig config(int tokens, int bosTokenId, int eosTokenId, int padTokenId) {
        return ModelConfig.llama(
                tokens,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                maxPositions,
                true,
                bosTokenId,
                eosTokenId,
                padTokenId);
    }
}
