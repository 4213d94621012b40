package macaw.labeling.jsonl;

import java.util.Map;
import macaw.labeling.exchange.RowWriter;
import macaw.labeling.exchange.Value;

/** Rows as JSON lines. */
public final class JsonLineWriter implements RowWriter {
    @Override
    public String line(Map<String, Value> row) {
        return JsonValues.json(row).toString();
    }
}
