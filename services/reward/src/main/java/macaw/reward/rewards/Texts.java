package macaw.reward.rewards;

import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import macaw.records.TokenIds;
import macaw.records.VersionRef;

/** An exchange in words, for the kinds that have no tokenizer of their own. */
final class Texts {
    private Texts() {}

    static String answer(Exchange exchange, AnswerText texts) {
        return switch (exchange.answer()) {
            case Exchange.Answer.Text(String text) -> text;
            case Exchange.Answer.Tokens(TokenIds tokens) -> texts.of(writer(exchange), tokens);
        };
    }

    static List<Message> prompt(Exchange exchange, AnswerText texts) {
        return switch (exchange.prompt()) {
            case Exchange.Asked.Text(String text) -> List.of(Message.user(text));
            case Exchange.Asked.Messages(List<Message> messages) -> messages;
            case Exchange.Asked.Tokens(TokenIds tokens) -> List.of(Message.user(texts.of(writer(exchange), tokens)));
        };
    }

    private static VersionRef writer(Exchange exchange) {
        return exchange.writer()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        "a rule or a remote reward reads text; the request has tokens and names no policy"));
    }
}
