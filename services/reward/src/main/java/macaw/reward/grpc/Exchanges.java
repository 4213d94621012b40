package macaw.reward.grpc;

import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import macaw.records.TokenIds;
import macaw.reward.rewards.Exchange;
import macaw.v1.ChatMessages;
import macaw.v1.ScoreItem;

/** Items of a request to exchanges and back. */
final class Exchanges {
    private Exchanges() {}

    static Exchange decode(ScoreItem item) {
        return new Exchange(prompt(item), answer(item), Optional.empty());
    }

    private static Exchange.Asked prompt(ScoreItem item) {
        return switch (item.getPromptCase()) {
            case PROMPT_TEXT -> new Exchange.Asked.Text(item.getPromptText());
            case PROMPT_MESSAGES ->
                new Exchange.Asked.Messages(item.getPromptMessages().getMessagesList().stream()
                        .map(message -> new Message(message.getRole(), message.getContent()))
                        .toList());
            case PROMPT_TOKENS -> new Exchange.Asked.Tokens(tokens(item.getPromptTokens()));
            case PROMPT_NOT_SET -> throw new CodedException(ErrorCode.PROMPT_EMPTY, "the item has no prompt");
        };
    }

    private static Exchange.Answer answer(ScoreItem item) {
        return switch (item.getResponseCase()) {
            case RESPONSE_TEXT -> new Exchange.Answer.Text(item.getResponseText());
            case RESPONSE_TOKENS -> new Exchange.Answer.Tokens(tokens(item.getResponseTokens()));
            case RESPONSE_NOT_SET -> throw new CodedException(ErrorCode.RESPONSE_EMPTY, "the item has no response");
        };
    }

    private static TokenIds tokens(macaw.v1.TokenIds message) {
        return TokenIds.of(
                message.getIdsList().stream().mapToInt(Integer::intValue).toArray());
    }

    static ScoreItem encode(List<Message> prompt, String answer) {
        var messages = ChatMessages.newBuilder();
        prompt.forEach(
                message -> messages.addMessagesBuilder().setRole(message.role()).setContent(message.content()));
        return ScoreItem.newBuilder()
                .setPromptMessages(messages)
                .setResponseText(answer)
                .build();
    }
}
