package macaw.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import macaw.languagemodel.Architecture;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;

/** A configuration of every architecture, in sizes that take the same kernels as those that people use: vector registers with and without a rest. */
final class Families {
    private static final String GROUPED = """
            "vocab_size": 211, "hidden_size": 72, "intermediate_size": 133, "num_hidden_layers": 2, "num_attention_heads": 6,
            "num_key_value_heads": 2, """;

    private Families() {}

    static List<ModelConfig> all(Path dir, int context) {
        return Stream.of(
                        // window and biases of queries; heads of 12 are filled up
                        config(dir, context, "mistral", GROUPED + "\"head_dim\": 64, \"sliding_window\": 20"),
                        config(dir, context, "qwen2", GROUPED + "\"rope_theta\": 1000000.0"),
                        config(dir, context, "qwen3", GROUPED + "\"head_dim\": 32"),
                        config(dir, context, "gemma", GROUPED + "\"head_dim\": 256"),
                        config(dir, context, "gemma2", GROUPED + """
                                        "head_dim": 20, "sliding_window": 17, "query_pre_attn_scalar": 24, "attn_logit_softcapping": 50.0,
                                        "final_logit_softcapping": 30.0"""),
                        config(dir, context, "phi3", GROUPED + "\"head_dim\": 16, \"sliding_window\": 33"),
                        config(
                                dir,
                                context,
                                "gpt2",
                                "\"vocab_size\": 203, \"n_embd\": 144, \"n_layer\": 2, \"n_head\": 3, \"n_inner\": 301"),
                        neox(dir, context, true),
                        neox(dir, context, false))
                .toList();
    }

    private static ModelConfig neox(Path dir, int context, boolean parallel) {
        return config(dir, context, "gpt_neox", """
                "vocab_size": 199, "hidden_size": 128, "intermediate_size": 301, "num_hidden_layers": 2, "num_attention_heads": 2,
                "rotary_pct": 0.25, "use_parallel_residual": """ + parallel);
    }

    private static ModelConfig config(Path dir, int context, String type, String options) {
        Architecture architecture = Architecture.ofModelType(type).orElseThrow();
        String positions = architecture == Architecture.GPT2 ? "n_positions" : "max_position_embeddings";
        try {
            Files.writeString(dir.resolve("config.json"), """
                    {"model_type": "%s", "architectures": ["%s"], "%s": %d, %s}""".formatted(
                            type, architecture.className(ModelHead.CAUSAL_LM), positions, context, options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelConfig.read(dir);
    }
}
