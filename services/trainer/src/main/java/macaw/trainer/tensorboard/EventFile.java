package macaw.trainer.tensorboard;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard events: TFRecords (length, its checksum, bytes, their checksum; little-endian, checksums are masked
 * CRC-32C) of {@code tensorflow.Event} messages, of which these fields are written: {@code wall_time} 1, {@code step} 2,
 * {@code file_version} 3, {@code summary} 5 with values {@code tag} 1 and {@code simple_value} 2, {@code session_log} 7 with
 * {@code status} 1.
 *
 * <p>Sources: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto.
 */
final class EventFile implements Closeable {
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int STATUS = 1;
    private static final int START = 1;
    private static final String VERSION = "brain.Event:2";
    private static final int MASK_DELTA = 0xa282ead8;

    private final OutputStream out;

    /**
     * Makes a file, which must not be there yet. It begins with the format's version and the start of a session, the second and
     * every later of which tells the reader that what earlier files have of its step and those after it does not hold.
     *
     * @param first the step that the session begins with
     */
    EventFile(Path file, Instant time, long first) throws IOException {
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        byte[] session = message(fields -> fields.writeEnum(STATUS, START));
        event(time, 0, event -> event.writeString(FILE_VERSION, VERSION));
        event(time, first, event -> event.writeByteArray(SESSION_LOG, session));
    }

    /** The values of a step, by tag. */
    void scalars(Instant time, long step, Map<String, Double> values) throws IOException {
        byte[] summary = message(fields -> {
            for (Map.Entry<String, Double> each : values.entrySet()) {
                fields.writeByteArray(VALUE, message(value -> {
                    value.writeString(TAG, each.getKey());
                    value.writeFloat(SIMPLE_VALUE, each.getValue().floatValue());
                }));
            }
        });
        event(time, step, event -> event.writeByteArray(SUMMARY, summary));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
        fields.write(coded);
        coded.flush();
        return bytes.toByteArray();
    }

    private void event(Instant time, long step, Fields fields) throws IOException {
        out.write(record(message(event -> {
            event.writeDouble(WALL_TIME, time.getEpochSecond() + time.getNano() / 1e9);
            event.writeInt64(STEP, step);
            fields.write(event);
        })));
    }

    private static byte[] record(byte[] data) {
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        return ByteBuffer.allocate(length.length + data.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(length)
                .putInt(masked(length))
                .put(data)
                .putInt(masked(data))
                .array();
    }

    /** CRC-32C, rotated right by 15 bits and shifted by a constant, as TFRecords have it. */
    static int masked(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
    }
}
