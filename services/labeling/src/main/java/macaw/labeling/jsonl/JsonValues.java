package macaw.labeling.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.labeling.exchange.Value;

/** JSON as values of the core, and the other way. */
final class JsonValues {
    private JsonValues() {}

    /** A list with a hole in it, which no row here has. */
    static final class NullInList extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NullInList() {
            super("a list holds null", null, false, false);
        }
    }

    /** An object's keys; those that are null are left out. NullInList where a list holds one. */
    static Map<String, Value> fields(JsonNode object) {
        Map<String, Value> fields = new LinkedHashMap<>();
        object.properties().forEach(key -> {
            if (!key.getValue().isNull()) {
                fields.put(key.getKey(), value(key.getValue()));
            }
        });
        return fields;
    }

    private static Value value(JsonNode json) {
        if (json.isObject()) {
            return new Value.Fields(fields(json));
        }
        if (json.isArray()) {
            List<Value> values = new ArrayList<>();
            for (JsonNode element : json) {
                if (element.isNull()) {
                    throw new NullInList();
                }
                values.add(value(element));
            }
            return new Value.Many(values);
        }
        if (json.isBoolean()) {
            return new Value.Flag(json.booleanValue());
        }
        return json.isIntegralNumber() && json.canConvertToLong()
                ? new Value.Whole(json.longValue())
                : new Value.Text(json.asText());
    }

    /** The JSON of a row; its keys in their order. */
    static ObjectNode json(Map<String, Value> fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.forEach((key, value) -> object.set(key, json(value)));
        return object;
    }

    private static JsonNode json(Value value) {
        return switch (value) {
            case Value.Text(String text) -> JsonNodeFactory.instance.textNode(text);
            case Value.Whole(long number) -> JsonNodeFactory.instance.numberNode(number);
            case Value.Flag(boolean holds) -> JsonNodeFactory.instance.booleanNode(holds);
            case Value.Fields(var fields) -> json(fields);
            case Value.Many(var values) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                values.forEach(element -> array.add(json(element)));
                yield array;
            }
        };
    }
}
