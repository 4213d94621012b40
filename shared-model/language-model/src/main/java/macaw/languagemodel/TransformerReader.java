package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import macaw.languagemodel.BlockForm.Activation;
import macaw.languagemodel.BlockForm.FeedForward;
import macaw.languagemodel.BlockForm.Norm;
import macaw.languagemodel.BlockForm.QueryKeyValue;
import macaw.languagemodel.BlockForm.Residual;
import org.jspecify.annotations.Nullable;

/**
 * What a transformer computes, from config.json: the defaults are those of transformers' configuration classes, and what an architecture has that is
 * not computed here is refused by name.
 */
final class TransformerReader {
    private final Architecture architecture;
    private final ConfigOptions options;

    TransformerReader(Architecture architecture, ConfigOptions options) {
        this.architecture = architecture;
        this.options = options;
    }

    int hiddenSize() {
        return options.size("hidden_size");
    }

    int intermediateSize() {
        return architecture == Architecture.GPT2
                ? options.size("intermediate_size", 4 * hiddenSize())
                : options.size("intermediate_size");
    }

    int heads() {
        return options.size("num_attention_heads");
    }

    int keyValueHeads() {
        return architecture.hasGroups() ? options.size("num_key_value_heads", heads()) : heads();
    }

    int headSize() {
        options.require(hiddenSize() > 0, "hidden_size", hiddenSize());
        options.require(heads() > 0, "num_attention_heads", heads());
        int heads = heads();
        int even = hiddenSize() / heads;
        if (architecture.hasGroups()) {
            return options.size("head_dim", defaultHeadSize(even));
        }
        options.require(
                hiddenSize() % heads == 0,
                "num_attention_heads",
                heads + " (it must divide " + architecture.spelling("hidden_size") + " " + hiddenSize() + ")");
        return even;
    }

    private int defaultHeadSize(int even) {
        return switch (architecture) {
            case QWEN3 -> 128;
            case GEMMA, GEMMA2 -> 256;
            default -> even;
        };
    }

    int maxPositions() {
        int usual = switch (architecture) {
            case MISTRAL -> 131_072;
            case QWEN2, QWEN3 -> 32_768;
            case GEMMA, GEMMA2 -> 8192;
            case PHI3 -> 4096;
            case GPT2 -> 1024;
            case LLAMA, GPT_NEOX -> 2048;
        };
        return options.size("max_position_embeddings", usual);
    }

    boolean tiedEmbeddings() {
        boolean usual = switch (architecture) {
            case GEMMA, GEMMA2, GPT2 -> true;
            default -> false;
        };
        return options.flag("tie_word_embeddings", usual);
    }

    BlockForm block() {
        refuse();
        return switch (architecture) {
            case LLAMA -> {
                boolean bias = options.flag("attention_bias", false);
                yield usual(rms(1e-6, false), bias, bias, options.flag("mlp_bias", false));
            }
            case MISTRAL -> usual(rms(1e-6, false), false, false, false);
            case QWEN2 -> usual(rms(1e-6, false), true, false, false);
            case QWEN3 -> {
                boolean bias = options.flag("attention_bias", false);
                yield new BlockForm(
                        rms(1e-6, false),
                        Residual.SEQUENTIAL,
                        QueryKeyValue.SEPARATE,
                        true,
                        bias,
                        bias,
                        FeedForward.GATED,
                        activation("silu"),
                        false);
            }
            case GEMMA -> {
                boolean bias = options.flag("attention_bias", false);
                yield usual(rms(1e-6, true), bias, bias, false);
            }
            case GEMMA2 -> {
                boolean bias = options.flag("attention_bias", false);
                yield new BlockForm(
                        rms(1e-6, true),
                        Residual.SANDWICHED,
                        QueryKeyValue.SEPARATE,
                        false,
                        bias,
                        bias,
                        FeedForward.GATED,
                        activation("gelu_pytorch_tanh"),
                        false);
            }
            case PHI3 ->
                new BlockForm(
                        rms(1e-5, false),
                        Residual.SEQUENTIAL,
                        QueryKeyValue.STACKED,
                        false,
                        false,
                        false,
                        FeedForward.GATED_STACKED,
                        activation("silu"),
                        false);
            case GPT2 ->
                new BlockForm(
                        centred(),
                        Residual.SEQUENTIAL,
                        QueryKeyValue.STACKED,
                        false,
                        true,
                        true,
                        FeedForward.PLAIN,
                        activation("gelu_new"),
                        true);
            case GPT_NEOX -> {
                boolean bias = options.flag("attention_bias", true);
                yield new BlockForm(
                        centred(),
                        options.flag("use_parallel_residual", true) ? Residual.PARALLEL : Residual.SEQUENTIAL,
                        QueryKeyValue.INTERLEAVED,
                        false,
                        bias,
                        bias,
                        FeedForward.PLAIN,
                        activation("gelu"),
                        true);
            }
        };
    }

    private BlockForm usual(
            Norm norm, boolean queryKeyValueBias, boolean attentionOutputBias, boolean feedForwardBias) {
        return new BlockForm(
                norm,
                Residual.SEQUENTIAL,
                QueryKeyValue.SEPARATE,
                false,
                queryKeyValueBias,
                attentionOutputBias,
                FeedForward.GATED,
                activation(architecture == Architecture.GEMMA ? "gelu_pytorch_tanh" : "silu"),
                feedForwardBias);
    }

    private Norm rms(double epsilon, boolean gainFromOne) {
        return norm(false, epsilon, gainFromOne);
    }

    private Norm centred() {
        return norm(true, 1e-5, false);
    }

    private Norm norm(boolean centred, double usual, boolean gainFromOne) {
        double epsilon = options.number("rms_norm_eps", usual);
        options.require(epsilon > 0 && epsilon < 1, "rms_norm_eps", epsilon);
        return new Norm(centred, epsilon, gainFromOne);
    }

    private Activation activation(String usual) {
        String option = architecture == Architecture.GEMMA2 ? "hidden_activation" : "hidden_act";
        String name = options.text(option).orElse(usual);
        if (architecture == Architecture.GEMMA && name.equals("gelu")) {
            // what the first Gemma checkpoints say, whose makers meant the approximation
            return Activation.GELU_TANH;
        }
        return switch (name) {
            case "silu", "swish" -> Activation.SILU;
            case "gelu" -> Activation.GELU;
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Activation.GELU_TANH;
            default ->
                throw options.unsupported(architecture.spelling(option) + " " + name
                        + " is not supported; supported are silu, gelu, gelu_new and gelu_pytorch_tanh");
        };
    }

    private void refuse() {
        options.requireAbsent("quantization_config");
        options.requireOnly("use_bidirectional_attention", false);
        options.requireOnly("is_causal", true);
        options.requireOnly("add_cross_attention", false);
        options.requireOnly("scale_attn_weights", true);
        options.requireOnly("scale_attn_by_inverse_layer_idx", false);
        if (architecture == Architecture.LLAMA) {
            options.requireAbsent("sliding_window");
        }
    }

    Attention attention() {
        boolean scaled = architecture == Architecture.GEMMA2;
        double scalar = scaled ? options.number("query_pre_attn_scalar", 256) : headSize();
        double softCap = scaled ? softCap("attn_logit_softcapping", 50) : 0;
        options.require(scalar > 0, scaled ? "query_pre_attn_scalar" : "head_dim", scalar);
        List<Integer> windows = windows();
        return options.made(() -> new Attention(1 / Math.sqrt(scalar), softCap, windows));
    }

    private List<Integer> windows() {
        int layers = options.size("num_hidden_layers");
        options.require(layers > 0 && layers <= ModelConfig.MAX_LAYERS, "num_hidden_layers", layers);
        int window = window();
        if (window == 0) {
            return Collections.nCopies(layers, 0);
        }
        JsonNode types = options.node("layer_types");
        if (types.isArray() && architecture != Architecture.PHI3) { // which does not look at them
            if (types.size() != layers) {
                throw options.unsupported("layer_types has " + types.size() + " entries for " + layers + " layers");
            }
            return IntStream.range(0, layers)
                    .mapToObj(layer -> slides(types.get(layer).asText()) ? window : 0)
                    .toList();
        }
        int first = options.size("max_window_layers", 28);
        return IntStream.range(0, layers)
                .mapToObj(layer -> switch (architecture) {
                    case GEMMA2 -> layer % 2 == 0 ? window : 0;
                    case QWEN2, QWEN3 -> layer >= first ? window : 0;
                    default -> window;
                })
                .toList();
    }

    private boolean slides(String type) {
        return switch (type) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            default ->
                throw options.unsupported("layer_types " + type
                        + " is not supported; supported are full_attention and sliding_attention");
        };
    }

    /** The window of the layers that have one; 0 where none has, or where it is no shorter than the context. */
    private int window() {
        boolean slides = switch (architecture) {
            case MISTRAL, PHI3, GEMMA2 -> true;
            case QWEN2, QWEN3 -> options.flag("use_sliding_window", false);
            case LLAMA, GEMMA, GPT2, GPT_NEOX -> false;
        };
        boolean none = architecture == Architecture.PHI3 || options.said("sliding_window");
        if (!slides || (none && !options.present("sliding_window"))) {
            return 0;
        }
        int window = options.size("sliding_window", 4096);
        options.require(window > 0, "sliding_window", window);
        return window >= maxPositions() ? 0 : window;
    }

    @Nullable
    Rotary rotary() {
        if (architecture == Architecture.GPT2) {
            return null;
        }
        // transformers 5 keeps in one object what transformers 4 spread over config.json; where both are, the older one
        // counts
        ConfigOptions rope = options.inside(options.present("rope_scaling") ? "rope_scaling" : "rope_parameters");
        double theta = rope.number("rope_theta", options.number("rope_theta", laterTheta()));
        saying(rope, "rope_theta").require(theta > 0 && Double.isFinite(theta), "rope_theta", theta);
        double part = rope.number("partial_rotary_factor", options.number("partial_rotary_factor", usualPart()));
        boolean turnsParts = architecture == Architecture.GPT_NEOX || architecture == Architecture.PHI3;
        int width = (int) (headSize() * part);
        ConfigOptions parts = saying(rope, "partial_rotary_factor");
        parts.require(turnsParts ? part > 0 && part <= 1 : part == 1, "partial_rotary_factor", part);
        if (part == 1) {
            options.require(width % 2 == 0, "head_dim", width + " (odd, so that it cannot be rotated)");
        }
        parts.require(
                width > 0 && width % 2 == 0,
                "partial_rotary_factor",
                part + " of heads of " + headSize() + ", which turns " + width + " of them,");
        RopeScaling scaling = scaling(rope);
        return new Rotary(theta, width, scaling);
    }

    /** Where the option is said, inside or outside, for its spelling. */
    private ConfigOptions saying(ConfigOptions rope, String option) {
        return rope.present(option) ? rope : options;
    }

    private double laterTheta() {
        return options.inside("rope_parameters").number("rope_theta", 10_000);
    }

    private double usualPart() {
        return architecture == Architecture.GPT_NEOX ? 0.25 : 1;
    }

    private @Nullable RopeScaling scaling(ConfigOptions rope) {
        String type = rope.text("rope_type")
                .or(() -> rope.text("type"))
                .orElseGet(() -> rope.present("factor") ? "(none named)" : "default");
        return switch (type) {
            case "default" -> null;
            case "llama3" -> {
                double factor = rope.number("factor", Double.NaN);
                double low = rope.number("low_freq_factor", Double.NaN);
                double high = rope.number("high_freq_factor", Double.NaN);
                int positions = (int) options.number(
                        "original_max_position_embeddings", rope.number("original_max_position_embeddings", 0));
                yield rope.made(() -> new RopeScaling(factor, low, high, positions));
            }
            default ->
                throw options.unsupported("rope_type " + type + " is not supported; supported are default and llama3");
        };
    }

    double embeddingScale() {
        return switch (architecture) {
            case GEMMA, GEMMA2 -> Math.sqrt(hiddenSize());
            case LLAMA, MISTRAL, QWEN2, QWEN3, PHI3, GPT2, GPT_NEOX -> 1;
        };
    }

    double logitSoftCap() {
        return architecture == Architecture.GEMMA2 ? softCap("final_logit_softcapping", 30) : 0;
    }

    private double softCap(String option, double usual) {
        return options.number(option, options.said(option) ? 0 : usual);
    }
}
