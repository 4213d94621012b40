package macaw.labeling.exchange;

import java.util.Map;
import macaw.rowfiles.Value;

/** Writes a row as text. */
public interface RowWriter {
    /** One JSON object on one line, the keys in their order, without the newline. The same row is the same text. */
    String line(Map<String, Value> row);
}
