package macaw.labeling.exchange;

import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.rowfiles.RowFormat;

/**
 * The formats that files of rows come in.
 *
 * @param jsonl one JSON object a line
 * @param json one JSON array of objects
 * @param csv RFC 4180 with a header
 * @param parquet Apache Parquet
 */
public record RowFormats(RowFormat jsonl, RowFormat json, RowFormat csv, RowFormat parquet) {
    /** The format of that name; REQUEST_INVALID where there is none. */
    public RowFormat named(String name) {
        return find(name)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        "format must be one of jsonl, json, csv, parquet, was \"" + name + "\""));
    }

    /** The format of a file of labels: of that name, or the usual one of what it holds where the name is empty. */
    public RowFormat ofLabels(LabelFormat labels, String name) {
        if (!name.isEmpty()) {
            return named(name);
        }
        return labels == LabelFormat.FINE_GRAINED_RLHF ? json : jsonl;
    }

    private Optional<RowFormat> find(String name) {
        return switch (name) {
            case "jsonl" -> Optional.of(jsonl);
            case "json" -> Optional.of(json);
            case "csv" -> Optional.of(csv);
            case "parquet" -> Optional.of(parquet);
            default -> Optional.empty();
        };
    }
}
