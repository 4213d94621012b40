package macaw.labeling.exchange;

import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The formats that files of rows come in.
 *
 * @param jsonl one JSON object a line
 * @param csv RFC 4180 with a header
 * @param parquet Apache Parquet
 */
public record RowFormats(RowFormat jsonl, RowFormat csv, RowFormat parquet) {
    /** The format of that name; REQUEST_INVALID where there is none. */
    public RowFormat named(String name) {
        return find(name)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID, "format must be one of jsonl, csv, parquet, was \"" + name + "\""));
    }

    private Optional<RowFormat> find(String name) {
        return switch (name) {
            case "jsonl" -> Optional.of(jsonl);
            case "csv" -> Optional.of(csv);
            case "parquet" -> Optional.of(parquet);
            default -> Optional.empty();
        };
    }
}
