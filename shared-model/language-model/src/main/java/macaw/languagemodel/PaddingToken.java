package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The token that fills up batches of a reward model in other libraries. transformers reads the score at the last token that is not {@code pad_token_id}:
 * without one it refuses batches, and where the token that ends answers also pads, it reads one token too early. Macaw goes by lengths and needs none.
 *
 * @param text of a special token
 */
public record PaddingToken(int id, String text) {
    private static final List<String> FILES = List.of("tokenizer_config.json", "special_tokens_map.json");

    /**
     * A special token that ends no answer: the one that pads already, if it does not, else the first that does not. Empty for a folder without tokenizer.
     *
     * @throws CodedException TOKENIZER_MISMATCH where every special token ends answers
     */
    public static Optional<PaddingToken> of(Path dir, ModelConfig config) {
        if (!Files.exists(dir.resolve("tokenizer.json"))) {
            return Optional.empty();
        }
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            Comparator<PaddingToken> padsAlready =
                    Comparator.comparing(token -> tokenizer.padTokenId().orElse(-1) != token.id());
            Optional<PaddingToken> chosen = tokenizer.specialTokens().stream()
                    .map(text -> new PaddingToken(tokenizer.specialTokenId(text).orElseThrow(), text))
                    .filter(token -> token.id() != tokenizer.eosTokenId().orElse(-1))
                    .filter(token -> !config.eosTokenIds().contains(token.id()))
                    .min(padsAlready.thenComparing(PaddingToken::id));
            if (chosen.isEmpty()) {
                throw new CodedException(
                        ErrorCode.TOKENIZER_MISMATCH,
                        dir
                                + ": no special token is left to pad with: each ends answers, and a reward model whose padding"
                                + " does is read at the wrong token elsewhere");
            }
            return chosen;
        }
    }

    /** Names it in a folder's tokenizer files; those that do so already stay as they are. */
    public void name(Path dir) {
        for (String name : FILES) {
            Path file = dir.resolve(name);
            if (Files.exists(file)) {
                ObjectNode json = (ObjectNode) JsonFile.object(file);
                JsonNode named = json.path("pad_token");
                if (!named.path("content").asText(named.asText()).equals(text)) {
                    json.put("pad_token", text);
                    JsonFile.write(file, json);
                }
            }
        }
    }
}
