package macaw.languagemodel;

/**
 * What a layer of weights does, whatever an architecture calls it. Letters: V vocabulary, M positions, D width, H query heads, K key-value heads, d
 * head size, F feed-forward width. Shapes are those of the mathematics, [out, in]; {@link Architecture#inputsFirst} says who stores [in, out].
 */
public enum Role {
    /** [V, D]; also the head's matrix where embeddings are tied. */
    EMBEDDING,
    /** [M, D], added to the embedding, of models that do not rotate. */
    POSITION_EMBEDDING,
    /** [D], before attention. */
    ATTENTION_NORM,
    /** [H·d, D]. */
    QUERY,
    /** [K·d, D]. */
    KEY,
    /** [K·d, D]. */
    VALUE,
    /** [(H + 2K)·d, D]: the three in one matrix, laid out as {@link BlockForm.QueryKeyValue} says. */
    QUERY_KEY_VALUE,
    /** [d], of each query head, before it is rotated. */
    QUERY_NORM,
    /** [d], of each key head, before it is rotated. */
    KEY_NORM,
    /** [D, H·d]. */
    ATTENTION_OUTPUT,
    /** [D], of attention's output before it joins the residual stream. */
    POST_ATTENTION_NORM,
    /** [D], before the feed-forward block. */
    FEED_FORWARD_NORM,
    /** [F, D]; its output goes through the activation. */
    GATE,
    /** [F, D]; of a block without a gate, its output goes through the activation. */
    UP,
    /** [2F, D]: gate, then up. */
    GATE_UP,
    /** [D, F]. */
    DOWN,
    /** [D], of the feed-forward block's output before it joins the residual stream. */
    POST_FEED_FORWARD_NORM,
    /** [D], before the head. */
    FINAL_NORM,
    /** [V, D]; absent where embeddings are tied. */
    LANGUAGE_MODEL_HEAD,
    /** [1, D] of a reward or value model. */
    SCORE_HEAD;

    /** Whether each block has one, and not the model as a whole. */
    public boolean isInBlock() {
        return switch (this) {
            case EMBEDDING, POSITION_EMBEDDING, FINAL_NORM, LANGUAGE_MODEL_HEAD, SCORE_HEAD -> false;
            default -> true;
        };
    }
}
