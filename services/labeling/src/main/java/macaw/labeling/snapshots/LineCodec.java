package macaw.labeling.snapshots;

/** The canonical bytes of a record: one JSON object on one line, the keys in a fixed order, without the newline. */
public interface LineCodec {
    /** Version of the keys that {@link #encode} writes. {@link #decode} reads all versions up to it. */
    int SCHEMA = 2;

    String encode(LabelRecord label);

    LabelRecord decode(String line);
}
