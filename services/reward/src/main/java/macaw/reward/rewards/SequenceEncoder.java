package macaw.reward.rewards;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.EncodedConversation;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import macaw.records.TokenIds;

/**
 * An exchange as the tokens that a reward model reads, the same as it was trained on: the prompt through the chat template, the answer, EOS.
 * Tokens are taken as they are.
 */
final class SequenceEncoder implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final ChatTemplate template;

    SequenceEncoder(Path model, ModelConfig config) {
        this.tokenizer = Tokenizer.open(model);
        tokenizer.requireFits(config);
        this.template = ChatTemplate.open(model);
    }

    int[] encode(Exchange exchange) {
        return switch (exchange.answer()) {
            case Exchange.Answer.Tokens(TokenIds answer) -> concat(prompt(exchange.prompt()), answer.toArray());
            case Exchange.Answer.Text(String answer) -> switch (exchange.prompt()) {
                case Exchange.Asked.Tokens(TokenIds tokens) -> ended(concat(tokens.toArray(), tokenizer.encode(answer)));
                case Exchange.Asked.Text(String text) -> conversation(List.of(Message.user(text)), answer);
                case Exchange.Asked.Messages(List<Message> messages) -> conversation(messages, answer);
            };
        };
    }

    private int[] prompt(Exchange.Asked asked) {
        return switch (asked) {
            case Exchange.Asked.Tokens(TokenIds tokens) -> tokens.toArray();
            case Exchange.Asked.Text(String text) -> template.encodePrompt(tokenizer, List.of(Message.user(text)));
            case Exchange.Asked.Messages(List<Message> messages) -> template.encodePrompt(tokenizer, messages);
        };
    }

    private int[] conversation(List<Message> prompt, String answer) {
        var messages = new ArrayList<>(prompt);
        messages.add(Message.assistant(answer));
        EncodedConversation encoded = template.encodeConversation(tokenizer, messages);
        // Behind the answer a template may put more, which no policy writes.
        int end = encoded.learnt().length;
        while (end > 0 && !encoded.learnt()[end - 1]) {
            end--;
        }
        return ended(Arrays.copyOf(encoded.tokens(), end));
    }

    private int[] ended(int[] tokens) {
        if (tokenizer.eosTokenId().isEmpty() || tokens[tokens.length - 1] == tokenizer.eosTokenId().getAsInt()) {
            return tokens;
        }
        return concat(tokens, new int[] {tokenizer.eosTokenId().getAsInt()});
    }

    private static int[] concat(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
