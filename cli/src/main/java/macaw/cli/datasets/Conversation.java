package macaw.cli.datasets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import macaw.languagemodel.Message;
import macaw.rowfiles.Value;

/**
 * What was said before an answer: mostly one question, or several turns that end with the user's.
 *
 * @param turns oldest first; roles are system, user and assistant
 */
public record Conversation(List<Message> turns) {
    private static final Set<String> ROLES = Set.of(Message.SYSTEM, Message.USER, Message.ASSISTANT);

    public Conversation {
        turns = List.copyOf(turns);
        if (turns.isEmpty() || !turns.getLast().role().equals(Message.USER)) {
            throw new RowRefused("what is answered does not end with a message of the user");
        }
    }

    /** One question. */
    public static Conversation of(String question) {
        if (question.isBlank()) {
            throw new RowRefused("the prompt is blank");
        }
        return new Conversation(List.of(Message.user(question)));
    }

    /** What was asked last. */
    public String question() {
        return turns.getLast().content();
    }

    /** A text, or a list of messages. */
    static Conversation of(String column, Value value) {
        return value instanceof Value.Text(String text) ? of(text) : new Conversation(messages(column, value));
    }

    /** A list of {@code {"role", "content"}}. A system message that says nothing is none. */
    static List<Message> messages(String column, Value value) {
        if (!(value instanceof Value.Many(List<Value> values))) {
            throw new RowRefused("\"" + column + "\" must be a list of messages, is " + value.kind());
        }
        List<Message> messages = new ArrayList<>();
        for (Value element : values) {
            if (!(element instanceof Value.Fields(Map<String, Value> parts))) {
                throw new RowRefused("\"" + column + "\" must hold messages, holds " + element.kind());
            }
            Message message = message(column, parts);
            if (!message.content().isBlank()) {
                messages.add(message);
            } else if (!message.role().equals(Message.SYSTEM)) {
                throw new RowRefused("\"" + column + "\" has a blank message of the " + message.role());
            }
        }
        return messages;
    }

    private static Message message(String column, Map<String, Value> parts) {
        if (!(parts.get("role") instanceof Value.Text(String role))) {
            throw new RowRefused("\"" + column + "\" has a message without a role");
        }
        if (!ROLES.contains(role)) {
            throw new RowRefused(
                    "\"" + column + "\" has a message of \"" + role + "\"; system, user and assistant can be learnt");
        }
        if (parts.containsKey("tool_calls")) {
            throw new RowRefused("\"" + column + "\" has a message that calls tools");
        }
        Value content = parts.get("content");
        if (!(content instanceof Value.Text(String said))) {
            throw new RowRefused("\"" + column + "\" has a message whose content is "
                    + (content == null ? "missing" : content.kind()));
        }
        return new Message(role, said);
    }

    /** The key and value of a canonical row: {@code prompt} for one question, {@code messages} for all else. */
    void putInto(ObjectNode row) {
        if (turns.size() == 1) {
            row.put("prompt", turns.getFirst().content());
            return;
        }
        ArrayNode messages = row.putArray("messages");
        turns.forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.content()));
    }

    /** Names the conversation: the same turns have the same key. */
    String key() {
        return turns.size() == 1 ? turns.getFirst().content() : turns.toString();
    }
}
