package macaw.rowfiles;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as what cells hold. */
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
}
