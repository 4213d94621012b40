package macaw.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of {@code macaw doctor}.
 *
 * @param state whether it is as it should be
 * @param part what was looked at
 * @param detail what was seen
 * @param todo what to do about it; empty where there is nothing to do
 */
record Finding(State state, String part, String detail, String todo) {
    /** How it is. */
    enum State {
        /** As it should be. */
        OK("ok"),
        /** It works, and somebody may want to know. */
        NOTE("note"),
        /** It does not work, or not for long. */
        BAD("BAD");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    static Finding ok(String part, String detail) {
        return new Finding(State.OK, part, detail, "");
    }

    static Finding note(String part, String detail) {
        return new Finding(State.NOTE, part, detail, "");
    }

    static Finding bad(String part, String detail, String todo) {
        return new Finding(State.BAD, part, detail, todo);
    }

    /** For a person. */
    String line() {
        String line = String.format("%-4s %-12s %s", state.word, part, detail);
        return todo.isEmpty() ? line : line + System.lineSeparator() + "                  -> " + todo;
    }

    /** For a program. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", state.word);
        fields.put("part", part);
        fields.put("detail", detail);
        fields.put("todo", todo);
        return fields;
    }
}
