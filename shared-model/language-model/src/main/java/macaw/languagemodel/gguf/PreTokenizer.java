package macaw.languagemodel.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a text is cut into words before bytes are merged within each. A GGUF file names the way ({@code tokenizer.ggml.pre});
 * llama.cpp knows what the name means, and so does this list, with the expressions of the tokenizer.json files that the
 * names were given to.
 *
 * <p>Source: the vocabularies' sources in llama.cpp, and the tokenizer.json of GPT-2, SmolLM2, Llama 3, Qwen2 and Mistral Nemo.
 */
enum PreTokenizer {
    /** GPT-2's words, which Hugging Face's ByteLevel has built in. */
    GPT2(List.of("gpt-2", "phi-2"), "", false, false, false),
    /** The same after Unicode composition: GPT-NeoX, Pythia, OLMo. */
    GPT_NEOX(List.of("olmo"), "", false, true, false),
    /** GPT-2's words, each digit for itself. */
    DIGITS(List.of("smollm", "starcoder", "refact"), "", true, false, false),
    /** Llama 3's: up to three digits together; a word that is a token is taken whole. */
    LLAMA3(List.of("llama-bpe", "llama3", "llama-v3"), Expressions.words("\\p{N}{1,3}"), false, false, true),
    /** The same, merged as usual: Phi-4. */
    CL100K(List.of("dbrx"), Expressions.words("\\p{N}{1,3}"), false, false, false),
    /** Qwen2's and Qwen3's: each digit for itself, after Unicode composition. */
    QWEN2(List.of("qwen2", "deepseek-r1-qwen"), Expressions.words("\\p{N}"), false, true, false),
    /** Mistral Nemo's, which also cuts where a capital follows a small letter. */
    TEKKEN(List.of("tekken"), Expressions.TEKKEN, false, false, true);

    private final List<String> names;
    private final String expression;
    private final boolean singleDigits;
    private final boolean composed;
    private final boolean wholeWords;

    PreTokenizer(List<String> names, String expression, boolean singleDigits, boolean composed, boolean wholeWords) {
        this.names = names;
        this.expression = expression;
        this.singleDigits = singleDigits;
        this.composed = composed;
        this.wholeWords = wholeWords;
    }

    /** The way with llama.cpp's name, or empty for one that is not known here. */
    static Optional<PreTokenizer> named(String name) {
        return Arrays.stream(values()).filter(way -> way.names.contains(name)).findFirst();
    }

    /** All names, for a message. */
    static String known() {
        return Arrays.stream(values()).flatMap(way -> way.names.stream()).collect(Collectors.joining(", "));
    }

    /** The expression that matches a word; empty for GPT-2's. */
    String expression() {
        return expression;
    }

    /** Whether each digit is a word. */
    boolean singleDigits() {
        return singleDigits;
    }

    /** Whether a text is brought to Unicode's composed form (NFC) first. */
    boolean composed() {
        return composed;
    }

    /** Whether a word that is a token is taken without merging. */
    boolean wholeWords() {
        return wholeWords;
    }

    private static final class Expressions {
        static final String TEKKEN =
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
                        + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
                        + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

        static String words(String digits) {
            return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + digits
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        }
    }
}
