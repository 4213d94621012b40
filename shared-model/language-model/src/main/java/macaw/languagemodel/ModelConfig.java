package macaw.languagemodel;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.Dtype;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a model, as config.json has it. Every refusal is {@code CONFIG_UNSUPPORTED} and names the option.
 * Dropout is kept and never applied: policies are trained and asked in the same mode.
 *
 * @param architecture the family, for names and spellings; what is computed the other components say
 * @param vocabularySize rows of the embedding
 * @param hiddenSize width D of the residual stream
 * @param intermediateSize width of the feed-forward block
 * @param layers number of blocks
 * @param heads query heads of a block
 * @param keyValueHeads key and value heads of a block; divides {@code heads}
 * @param headSize width of a head
 * @param maxPositions the context, in tokens
 * @param block how a block computes
 * @param attention scale, bound and windows of attention
 * @param rotary rotary positions; null where positions are learned and added to the embedding
 * @param embeddingScale multiplies the embedding; 1 for most
 * @param logitSoftCap c of c · tanh(x / c), which bounds the logits; 0 where nothing does
 * @param tiedEmbeddings whether the head's matrix is the embedding
 * @param bosTokenId the token that begins a text
 * @param eosTokenIds the tokens that end an answer, ascending
 * @param padTokenId the token that fills a batch up
 * @param head what stands on top
 * @param rewardShift added to a reward model's output, before it is scaled; 0 for other models
 * @param rewardScale multiplies the shifted output; 1 for other models
 * @param dtype how the weights are stored
 * @param otherOptions what else config.json says; kept, never interpreted
 */
public record ModelConfig(
        Architecture architecture,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int maxPositions,
        BlockForm block,
        Attention attention,
        @Nullable Rotary rotary,
        double embeddingScale,
        double logitSoftCap,
        boolean tiedEmbeddings,
        OptionalInt bosTokenId,
        Set<Integer> eosTokenIds,
        OptionalInt padTokenId,
        ModelHead head,
        double rewardShift,
        double rewardScale,
        Dtype dtype,
        Map<String, Object> otherOptions) {

    private static final int MAX_SIZE = 1 << 24;
    static final int MAX_LAYERS = 1 << 12;

    public ModelConfig {
        requireSize(vocabularySize, "vocab_size", MAX_SIZE);
        requireSize(hiddenSize, architecture.spelling("hidden_size"), MAX_SIZE);
        requireSize(intermediateSize, architecture.spelling("intermediate_size"), MAX_SIZE);
        requireSize(layers, architecture.spelling("num_hidden_layers"), MAX_LAYERS);
        requireSize(heads, architecture.spelling("num_attention_heads"), MAX_SIZE);
        requireSize(keyValueHeads, "num_key_value_heads", MAX_SIZE);
        requireSize(headSize, "head_dim", MAX_SIZE);
        requireSize(maxPositions, architecture.spelling("max_position_embeddings"), MAX_SIZE);
        require(heads % keyValueHeads == 0, "num_key_value_heads (it must divide " + heads + ")", keyValueHeads);
        require(attention.windows().size() == layers, "layer_types", attention.windows());
        if (rotary != null) {
            require(
                    rotary.width() <= headSize,
                    "head_dim · " + architecture.spelling("partial_rotary_factor"),
                    rotary.width());
        }
        require(embeddingScale > 0 && Double.isFinite(embeddingScale), "embedding scale", embeddingScale);
        require(logitSoftCap >= 0 && Double.isFinite(logitSoftCap), "final_logit_softcapping", logitSoftCap);
        bosTokenId.ifPresent(id -> requireToken(id, "bos_token_id", vocabularySize));
        padTokenId.ifPresent(id -> requireToken(id, "pad_token_id", vocabularySize));
        eosTokenIds.forEach(id -> requireToken(id, "eos_token_id", vocabularySize));
        require(Double.isFinite(rewardShift), "reward_shift", rewardShift);
        require(rewardScale > 0 && Double.isFinite(rewardScale), "reward_scale", rewardScale);
        eosTokenIds = Collections.unmodifiableSet(new TreeSet<>(eosTokenIds));
        otherOptions = Collections.unmodifiableMap(new LinkedHashMap<>(otherOptions));
    }

    /** A causal model with 32-bit weights, plain rotary positions (theta 10,000) and an RMS epsilon of 1e-5. */
    public static ModelConfig llama(
            int vocabularySize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int keyValueHeads,
            int maxPositions,
            boolean tiedEmbeddings,
            int bosTokenId,
            int eosTokenId,
            int padTokenId) {
        int headSize = hiddenSize / heads;
        return new ModelConfig(
                Architecture.LLAMA,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                maxPositions,
                new BlockForm(
                        new BlockForm.Norm(false, 1e-5, false),
                        BlockForm.Residual.SEQUENTIAL,
                        BlockForm.QueryKeyValue.SEPARATE,
                        false,
                        false,
                        false,
                        BlockForm.FeedForward.GATED,
                        BlockForm.Activation.SILU,
                        false),
                new Attention(1 / Math.sqrt(headSize), 0, Collections.nCopies(layers, 0)),
                new Rotary(10_000, headSize, null),
                1,
                0,
                tiedEmbeddings,
                OptionalInt.of(bosTokenId),
                Set.of(eosTokenId),
                OptionalInt.of(padTokenId),
                ModelHead.CAUSAL_LM,
                0,
                1,
                Dtype.F32,
                Map.of("hidden_act", "silu"));
    }

    /**
     * Reads config.json of a checkpoint folder, in the spelling of transformers 4 or 5; generation_config.json, where
     * there is one, has the last word on the end-of-answer tokens, as it has in transformers.
     */
    public static ModelConfig read(Path dir) {
        return ConfigReader.read(dir);
    }

    /** Writes config.json and generation_config.json so that transformers 4 and 5 and vLLM open them. */
    public void write(Path dir) {
        ConfigWriter.write(this, dir);
    }

    /** The same transformer under another head; a reward model starts with shift 0 and scale 1. */
    public ModelConfig withHead(ModelHead newHead) {
        return copy(newHead, 0, 1, dtype, padTokenId);
    }

    /** The same reward model with its outputs moved and scaled, see {@link #normalisedReward}. */
    public ModelConfig withReward(double shift, double scale) {
        return copy(head, shift, scale, dtype, padTokenId);
    }

    /** The same model with its weights stored otherwise. */
    public ModelConfig withDtype(Dtype newDtype) {
        return copy(head, rewardShift, rewardScale, newDtype, padTokenId);
    }

    /** The same model with another token that fills a batch up. */
    public ModelConfig withPadToken(int id) {
        return copy(head, rewardShift, rewardScale, dtype, OptionalInt.of(id));
    }

    /** The reward that a model's raw output means: (raw + reward_shift) · reward_scale. */
    public double normalisedReward(double raw) {
        return (raw + rewardShift) * rewardScale;
    }

    /** What transformers calls the architecture under this head. */
    public String className() {
        return architecture.className(head);
    }

    /** The tensors of this model. */
    public ModelTensors tensors() {
        return ModelTensors.of(this);
    }

    private ModelConfig copy(ModelHead newHead, double shift, double scale, Dtype newDtype, OptionalInt newPadTokenId) {
        return new ModelConfig(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                maxPositions,
                block,
                attention,
                rotary,
                embeddingScale,
                logitSoftCap,
                tiedEmbeddings,
                bosTokenId,
                eosTokenIds,
                newPadTokenId,
                newHead,
                shift,
                scale,
                newDtype,
                otherOptions);
    }

    static void require(boolean holds, String option, Object value) {
        if (!holds) {
            throw new CodedException(ErrorCode.CONFIG_UNSUPPORTED, option + " " + value + " is not supported");
        }
    }

    private static void requireSize(int value, String option, int max) {
        require(value > 0 && value <= max, option, value);
    }

    private static void requireToken(int id, String option, int vocabularySize) {
        require(id >= 0 && id < vocabularySize, option + " (the vocabulary has " + vocabularySize + ")", id);
    }
}
