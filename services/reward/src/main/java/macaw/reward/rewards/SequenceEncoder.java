package macaw.reward.rewards;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.EncodedConversation;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import macaw.records.TokenIds;
import macaw.records.VersionRef;

/**
 * An exchange as the tokens that a reward model reads, the same as it was trained on: the prompt through the chat template, the answer, EOS.
 * Tokens are taken as they are, so a checkpoint without a tokenizer scores tokens only.
 */
final class SequenceEncoder implements AutoCloseable {
    private static final String TOKENIZER = "tokenizer.json";

    private final VersionRef version;
    private final ModelConfig config;
    private final Optional<Language> language;

    private record Language(Tokenizer tokenizer, ChatTemplate template) {}

    SequenceEncoder(VersionRef version, Path model, ModelConfig config) {
        this.version = version;
        this.config = config;
        this.language =
                Files.exists(model.resolve(TOKENIZER)) ? Optional.of(language(model, config)) : Optional.empty();
    }

    private static Language language(Path model, ModelConfig config) {
        Tokenizer tokenizer = Tokenizer.open(model);
        try {
            tokenizer.requireFits(config);
            return new Language(tokenizer, ChatTemplate.open(model));
        } catch (CodedException e) {
            tokenizer.close();
            throw e;
        }
    }

    int[] encode(Exchange exchange) {
        return switch (exchange.answer()) {
            case Exchange.Answer.Tokens(TokenIds answer) -> concat(prompt(exchange.prompt()), answer.toArray());
            case Exchange.Answer.Text(String answer) ->
                switch (exchange.prompt()) {
                    case Exchange.Asked.Tokens(TokenIds tokens) ->
                        ended(concat(tokens.toArray(), language().tokenizer().encode(answer)));
                    case Exchange.Asked.Text(String text) -> conversation(List.of(Message.user(text)), answer);
                    case Exchange.Asked.Messages(List<Message> messages) -> conversation(messages, answer);
                };
        };
    }

    private int[] prompt(Exchange.Asked asked) {
        return switch (asked) {
            case Exchange.Asked.Tokens(TokenIds tokens) -> tokens.toArray();
            case Exchange.Asked.Text(String text) -> prompt(List.of(Message.user(text)));
            case Exchange.Asked.Messages(List<Message> messages) -> prompt(messages);
        };
    }

    private int[] prompt(List<Message> messages) {
        return language().template().encodePrompt(language().tokenizer(), messages);
    }

    private int[] conversation(List<Message> prompt, String answer) {
        var messages = new ArrayList<>(prompt);
        messages.add(Message.assistant(answer));
        EncodedConversation encoded =
                language().template().encodeConversation(language().tokenizer(), messages);
        return ended(Arrays.copyOf(encoded.tokens(), encoded.answerEnd(config.eosTokenIds())));
    }

    private int[] ended(int[] tokens) {
        OptionalInt eos = language().tokenizer().eosTokenId();
        int last = tokens[tokens.length - 1];
        if (eos.isEmpty() || last == eos.getAsInt() || config.eosTokenIds().contains(last)) {
            return tokens;
        }
        return concat(tokens, new int[] {eos.getAsInt()});
    }

    private Language language() {
        return language.orElseThrow(() -> new CodedException(
                ErrorCode.TOKENIZER_INVALID, version + " has no tokenizer, so it scores tokens and no text"));
    }

    private static int[] concat(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public void close() {
        language.ifPresent(open -> open.tokenizer().close());
    }
}
