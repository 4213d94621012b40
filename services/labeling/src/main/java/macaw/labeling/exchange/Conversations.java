package macaw.labeling.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import macaw.rowfiles.Value;

/**
 * Conversations as TRL and chat templates have them: a list of {@code {role, content}}. Only what was asked once and answered once can be
 * told apart into a prompt and an answer; a conversation of several turns is refused, since a prompt here is one text.
 */
final class Conversations {
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";

    private Conversations() {}

    private record Message(String role, String content) {}

    /** The question of {@code [user]} or {@code [user, assistant]}. */
    static String question(String field, Value value) {
        List<Message> messages = messages(field, value);
        boolean asked = !messages.isEmpty() && messages.getFirst().role().equals(USER);
        boolean once = messages.size() == 1
                || (messages.size() == 2 && messages.getLast().role().equals(ASSISTANT));
        if (!asked || !once) {
            throw Cells.refused(
                    field, "must be one message of the user, and at most one answer, has " + roles(messages));
        }
        return messages.getFirst().content();
    }

    /** The answer of {@code [assistant]}, or of {@code [user, assistant]} where the prompt is repeated before it. */
    static String answer(String field, Value value) {
        List<Message> messages = messages(field, value);
        boolean one = messages.size() == 1
                || (messages.size() == 2 && messages.getFirst().role().equals(USER));
        if (!one || !messages.getLast().role().equals(ASSISTANT)) {
            throw Cells.refused(field, "must be one message of the assistant, has " + roles(messages));
        }
        return messages.getLast().content();
    }

    private static String roles(List<Message> messages) {
        return messages.isEmpty()
                ? "none"
                : String.join(", ", messages.stream().map(Message::role).toList());
    }

    private static List<Message> messages(String field, Value value) {
        if (!(value instanceof Value.Many(List<Value> values))) {
            throw Cells.refused(field, "must be a list of messages, is " + value.kind());
        }
        List<Message> messages = new ArrayList<>();
        for (Value message : values) {
            if (!(message instanceof Value.Fields(Map<String, Value> parts))) {
                throw Cells.refused(field, "must be a list of messages, holds " + message.kind());
            }
            var cells = new Cells(parts);
            messages.add(new Message(
                    cells.text("role").orElseThrow(() -> Cells.refused(field, "has a message without a role")),
                    cells.text("content").orElseThrow(() -> Cells.refused(field, "has a message without content"))));
        }
        return messages;
    }
}
