package macaw.trainer.datasets;

import java.util.List;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;

/**
 * What was said before an answer: mostly one question, or several turns that end with the user's.
 *
 * @param turns oldest first; roles are {@code system}, {@code user} and {@code assistant}
 */
public record Conversation(List<Message> turns) {
    private static final Set<String> ROLES = Set.of(Message.SYSTEM, Message.USER, Message.ASSISTANT);

    public Conversation {
        turns = List.copyOf(turns);
        for (Message turn : turns) {
            if (!ROLES.contains(turn.role())) {
                throw new CodedException(
                        ErrorCode.ROW_INVALID, "a role must be system, user or assistant, was '" + turn.role() + "'");
            }
            if (turn.content().isBlank()) {
                throw new CodedException(ErrorCode.PROMPT_EMPTY, "a prompt is blank");
            }
        }
        if (turns.isEmpty() || !turns.getLast().role().equals(Message.USER)) {
            throw new CodedException(ErrorCode.ROW_INVALID, "what is answered must end with a message of the user");
        }
    }

    /** One question. */
    public static Conversation of(String question) {
        return new Conversation(List.of(Message.user(question)));
    }

    /** What was asked last. */
    public String question() {
        return turns.getLast().content();
    }
}
