package macaw.cli.bench.figures;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run of {@code macaw bench learn} came to: an object whose figures are the task's own. */
public record Learnt(JsonNode result) {
    /** One line of JSON. */
    public String json() {
        return result.toString();
    }

    /** Who, which seed and every figure that is one number, in a line. */
    public String text() {
        return result.properties().stream()
                .filter(field -> field.getValue().isValueNode())
                .map(field -> field.getKey().replace('_', ' ') + " " + value(field.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String value(JsonNode value) {
        if (value.isNull()) {
            return "none";
        }
        return value.isFloatingPointNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : value.asText();
    }
}
