package macaw.languagemodel.gguf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The tokens of a GGUF file, in the order of their ids, and what each is: a piece of text, one that only the model or a
 * template writes, one that is matched before all else, or a byte.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by this package only
record GgufVocabulary(List<String> tokens, long[] types, Map<String, Integer> ids) {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int MAX_TOKENS = 1 << 22;
    /** The longest tokens in use are rows of 128 blanks; merges of a piece take time that grows with its square. */
    private static final int MAX_TOKEN_LENGTH = 256;

    /** Reads and checks {@code tokenizer.ggml.tokens} and {@code token_type}. */
    static GgufVocabulary of(GgufMetadata metadata) {
        List<String> tokens =
                metadata.texts("tokenizer.ggml.tokens").orElseThrow(() -> metadata.missing("tokenizer.ggml.tokens"));
        if (tokens.isEmpty() || tokens.size() > MAX_TOKENS) {
            throw metadata.wrong("tokenizer.ggml.tokens", tokens.size() + " tokens", "no usable vocabulary");
        }
        long[] types = metadata.wholes("tokenizer.ggml.token_type").orElseGet(() -> {
            long[] normal = new long[tokens.size()];
            Arrays.fill(normal, NORMAL);
            return normal;
        });
        if (types.length != tokens.size()) {
            throw metadata.wrong(
                    "tokenizer.ggml.token_type",
                    types.length + " types",
                    "not the " + tokens.size() + " of the tokens");
        }
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (tokens.get(id).length() > MAX_TOKEN_LENGTH) {
                throw new CodedException(
                        ErrorCode.TOKENIZER_INVALID,
                        "token " + id + " of the GGUF file has "
                                + tokens.get(id).length() + " characters; at most " + MAX_TOKEN_LENGTH
                                + " are supported");
            }
            Integer earlier = ids.put(tokens.get(id), id);
            if (earlier != null) {
                throw new CodedException(
                        ErrorCode.TOKENIZER_INVALID,
                        "tokens " + earlier + " and " + id + " of the GGUF file are both \"" + tokens.get(id) + "\"");
            }
        }
        return new GgufVocabulary(tokens, types, ids);
    }

    /** A piece of text that merges make. */
    boolean isNormal(int id) {
        return types[id] == NORMAL;
    }

    /** One that only the model or a template writes. */
    boolean isSpecial(int id) {
        return types[id] == CONTROL || types[id] == UNKNOWN;
    }

    /** One that is found in a text before anything is merged, special or not. */
    boolean isAdded(int id) {
        return isSpecial(id) || types[id] == USER_DEFINED;
    }
}
