package macaw.reward.rewards;

import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import macaw.records.TokenIds;
import macaw.records.VersionRef;

/**
 * A prompt and an answer to be scored.
 *
 * @param writer the policy whose tokenizer the tokens are of; empty where nobody said
 */
public record Exchange(Asked prompt, Answer answer, Optional<VersionRef> writer) {
    private static final int MAX_CHARACTERS = 256 * 1024;

    /** What was asked. */
    public sealed interface Asked {
        /** One message of a user. */
        record Text(String text) implements Asked {
            /** Refuses an empty text and one beyond the limit. */
            public Text {
                checked(ErrorCode.PROMPT_EMPTY, "a prompt", text);
            }
        }

        /** A conversation, the user's last message at its end. */
        record Messages(List<Message> messages) implements Asked {
            /** Refuses a conversation without messages. */
            public Messages {
                messages = List.copyOf(messages);
                if (messages.isEmpty()) {
                    throw new CodedException(ErrorCode.PROMPT_EMPTY, "a prompt has no messages");
                }
                messages.forEach(message -> checked(ErrorCode.PROMPT_EMPTY, "a message", message.content()));
            }
        }

        /** Tokens through the chat template, BOS included. */
        record Tokens(TokenIds tokens) implements Asked {
            /** Refuses no tokens. */
            public Tokens {
                if (tokens.isEmpty()) {
                    throw new CodedException(ErrorCode.PROMPT_EMPTY, "a prompt has no tokens");
                }
            }
        }
    }

    /** What was answered. */
    public sealed interface Answer {
        /** A whole answer: it is scored with the end of sequence behind it. */
        record Text(String text) implements Answer {
            /** Refuses an empty text and one beyond the limit. */
            public Text {
                checked(ErrorCode.RESPONSE_EMPTY, "an answer", text);
            }
        }

        /** Tokens as a policy wrote them; without EOS at the end the answer was cut off. */
        record Tokens(TokenIds tokens) implements Answer {
            /** Refuses no tokens. */
            public Tokens {
                if (tokens.isEmpty()) {
                    throw new CodedException(ErrorCode.RESPONSE_EMPTY, "an answer has no tokens");
                }
            }
        }
    }

    private static void checked(ErrorCode whenEmpty, String what, String text) {
        if (text.isBlank()) {
            throw new CodedException(whenEmpty, what + " has no text");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new CodedException(
                    ErrorCode.TEXT_TOO_LONG,
                    what + " must have at most " + MAX_CHARACTERS + " characters, had " + text.length());
        }
    }
}
