package macaw.languagemodel;

/** What stands on top of the transformer. */
public enum ModelHead {
    /** Next-token logits; {@code LlamaForCausalLM}. A policy. */
    CAUSAL_LM("LlamaForCausalLM"),
    /** One number a sequence, read at its last token; {@code LlamaForSequenceClassification}. A reward or value model. */
    SEQUENCE_CLASSIFICATION("LlamaForSequenceClassification");

    private final String architecture;

    ModelHead(String architecture) {
        this.architecture = architecture;
    }

    /** The name in config.json's {@code architectures}. */
    public String architecture() {
        return architecture;
    }
}
