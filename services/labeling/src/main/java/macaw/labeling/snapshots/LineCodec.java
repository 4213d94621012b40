package macaw.labeling.snapshots;

/** The canonical bytes of a record: one JSON object on one line, the keys in a fixed order, without the newline. */
public interface LineCodec {
    String encode(LabelRecord label);

    LabelRecord decode(String line);
}
