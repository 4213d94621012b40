package macaw.chassis.kafka;

/** Bytes to meaning; any exception means that they have none, and the record goes to dead-letter. */
@FunctionalInterface
public interface Decoder<T> {
    /** Decodes the value of a record, e.g. {@code Prompt::parseFrom}. */
    T decode(byte[] value) throws Exception;
}
