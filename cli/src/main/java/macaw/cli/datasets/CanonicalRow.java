package macaw.cli.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A row and what its file says beside it.
 *
 * @param row what is learnt
 * @param labeler who labeled; empty where nobody is named
 * @param split train, validation or test; empty where the file does not say it
 */
public record CanonicalRow(Row row, Optional<String> labeler, Optional<String> split) {
    /** The same in a split. */
    CanonicalRow in(String chosen) {
        return new CanonicalRow(row, labeler, Optional.of(chosen));
    }

    /** As a run reads it. */
    ObjectNode json() {
        ObjectNode json = row.json();
        return switch (row) {
            case Row.Comparison comparison -> withSplit(withLabeler(json));
            case Row.Demonstration demonstration -> withSplit(json);
            // only what is answered has a split
            case Row.Prompt prompt -> json;
            case Row.Text text -> json;
        };
    }

    private ObjectNode withLabeler(ObjectNode json) {
        labeler.ifPresent(name -> json.put("labeler", name));
        return json;
    }

    private ObjectNode withSplit(ObjectNode json) {
        split.ifPresent(name -> json.put("split", name));
        return json;
    }
}
