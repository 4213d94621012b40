package macaw.cli.datasets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One canonical row. */
public sealed interface Row {
    /** What was asked. */
    String prompt();

    /** The row as a JSON object, without its split. */
    ObjectNode json();

    /**
     * An answer that a person wrote.
     *
     * @param prompt what was asked
     * @param response what they answered
     */
    record Demonstration(String prompt, String response) implements Row {
        public Demonstration {
            requireText(prompt, "the prompt");
            requireText(response, "the response");
        }

        @Override
        public ObjectNode json() {
            return JsonNodeFactory.instance.objectNode().put("prompt", prompt).put("response", response);
        }
    }

    /**
     * Answers that a person ranked.
     *
     * @param prompt what was asked
     * @param outputs the answers
     * @param ranking indices of answers, best group first, ties in one group
     */
    record Comparison(String prompt, List<String> outputs, List<List<Integer>> ranking) implements Row {
        public Comparison {
            requireText(prompt, "the prompt");
            outputs.forEach(output -> requireText(output, "an output"));
            outputs = List.copyOf(outputs);
            ranking = List.copyOf(ranking);
        }

        @Override
        public ObjectNode json() {
            ObjectNode row = JsonNodeFactory.instance.objectNode().put("prompt", prompt);
            ArrayNode texts = row.putArray("outputs");
            outputs.forEach(texts::add);
            ArrayNode groups = row.putArray("ranking");
            ranking.forEach(group -> {
                ArrayNode indices = groups.addArray();
                group.forEach(indices::add);
            });
            return row;
        }
    }

    private static void requireText(String text, String what) {
        if (text.isBlank()) {
            throw new RowRefused(what + " is blank");
        }
    }
}
