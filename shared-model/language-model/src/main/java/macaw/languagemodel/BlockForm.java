package macaw.languagemodel;

/**
 * How a block of a transformer computes; with sizes, attention and positions it is all that tells one architecture from another.
 *
 * @param norm how every norm of the model normalises
 * @param residual how attention and feed-forward join the residual stream
 * @param queryKeyValue how the three projections of attention are stored
 * @param queryKeyNorm whether each query and key head is normalised (RMS) before it is rotated
 * @param queryKeyValueBias whether the three projections have biases
 * @param attentionOutputBias whether attention's output projection has one
 * @param feedForward whether there is a gate, and how it is stored
 * @param activation of the gate, or of the up projection where there is none
 * @param feedForwardBias whether the projections of the feed-forward block have biases
 */
public record BlockForm(
        Norm norm,
        Residual residual,
        QueryKeyValue queryKeyValue,
        boolean queryKeyNorm,
        boolean queryKeyValueBias,
        boolean attentionOutputBias,
        FeedForward feedForward,
        Activation activation,
        boolean feedForwardBias) {

    /** How the two halves of a block join the residual stream x. */
    public enum Residual {
        /** x ← x + attention(norm(x)); x ← x + feedForward(norm(x)). */
        SEQUENTIAL,
        /** x ← x + attention(norm₁(x)) + feedForward(norm₂(x)) (GPT-NeoX). */
        PARALLEL,
        /** Sequential, and each half's output is normalised before it is added (Gemma 2). */
        SANDWICHED
    }

    /** How the projections of attention are stored. */
    public enum QueryKeyValue {
        /** Three matrices. */
        SEPARATE,
        /** One: all queries, then all keys, then all values (GPT-2, Phi-3). */
        STACKED,
        /** One: of each head its query, key and value, d rows each (GPT-NeoX; as many key-value heads as query heads). */
        INTERLEAVED
    }

    /** The feed-forward block. */
    public enum FeedForward {
        /** down(activation(gate(x)) · up(x)) (Shazeer 2020). */
        GATED,
        /** The same, with gate and up in one matrix, gate first (Phi-3). */
        GATED_STACKED,
        /** down(activation(up(x))). */
        PLAIN
    }

    /** What bends the feed-forward block. */
    public enum Activation {
        /** x · σ(x). */
        SILU,
        /** x · Φ(x), exact by the error function. */
        GELU,
        /** GELU by its approximation with tanh (Hendrycks and Gimpel 2016). */
        GELU_TANH
    }

    /**
     * A norm over the last axis.
     *
     * @param centred true: (x − mean) / √(variance + ε) · gain + bias (Ba et al. 2016); false: x / √(mean(x²) + ε) · gain (Zhang and Sennrich 2019)
     * @param epsilon ε, under the root
     * @param gainFromOne whether the stored gain is what is added to 1 (Gemma)
     */
    public record Norm(boolean centred, double epsilon, boolean gainFromOne) {
        public Norm {
            ModelConfig.require(
                    epsilon > 0 && epsilon < 1,
                    "norm epsilon (rms_norm_eps, layer_norm_eps or layer_norm_epsilon)",
                    epsilon);
        }
    }
}
