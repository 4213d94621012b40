package macaw.labeling.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import macaw.labeling.exchange.RowWriter;
import macaw.rowfiles.Value;

/** Rows as JSON lines. */
public final class JsonLineWriter implements RowWriter {
    @Override
    public String line(Map<String, Value> row) {
        return json(row).toString();
    }

    /** The JSON of a row; its keys in their order. */
    private static ObjectNode json(Map<String, Value> fields) {
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
