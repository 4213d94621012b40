package macaw.languagemodel;

/** What stands on top of the transformer; {@link Architecture#className} says what transformers calls the two together. */
public enum ModelHead {
    /** Next-token logits. A policy. */
    CAUSAL_LM,
    /** One number a sequence, read at its last token. A reward or value model. */
    SEQUENCE_CLASSIFICATION
}
