package macaw.languagemodel.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Writes GGUF files for tests, from the specification and not from the reader. */
public final class GgufBuilder {
    private static final int ALIGNMENT = 32;

    private final SequencedMap<String, Object> metadata = new LinkedHashMap<>();
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

    private record Tensor(int type, long[] shape, byte[] data) {}

    /** Adds a text, an Integer (as uint32), a Float, a Boolean, an array or a list of texts. */
    public GgufBuilder with(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /** Takes a key away again. */
    public GgufBuilder without(String key) {
        metadata.remove(key);
        return this;
    }

    /** Adds a tensor of 32-bit floats; the shape has the outermost size first. */
    public GgufBuilder tensor(String name, long[] shape, float[] values) {
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putFloat(value);
        }
        return tensor(name, 0, shape, data.array());
    }

    /** Adds a tensor of any ggml type. */
    public GgufBuilder tensor(String name, int type, long[] shape, byte[] data) {
        tensors.put(name, new Tensor(type, shape.clone(), data));
        return this;
    }

    /** The whole file. */
    public byte[] build() {
        byte[] header = header();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(header);
        tensors.values().forEach(tensor -> {
            file.writeBytes(new byte[aligned(file.size()) - file.size()]);
            file.writeBytes(tensor.data());
        });
        return file.toByteArray();
    }

    /** Everything before the first tensor's bytes. */
    public byte[] header() {
        Buffer buffer = new Buffer();
        buffer.bytes("GGUF".getBytes(UTF_8));
        buffer.int32(3);
        buffer.int64(tensors.size());
        buffer.int64(metadata.size());
        for (Map.Entry<String, Object> entry : metadata.entrySet()) {
            buffer.text(entry.getKey());
            buffer.value(entry.getValue());
        }
        int offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            buffer.text(entry.getKey());
            buffer.int32(tensor.shape().length);
            for (int i = tensor.shape().length - 1; i >= 0; i--) {
                buffer.int64(tensor.shape()[i]);
            }
            buffer.int32(tensor.type());
            offset = aligned(offset);
            buffer.int64(offset);
            offset += tensor.data().length;
        }
        return buffer.out.toByteArray();
    }

    private static int aligned(int size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static final class Buffer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void bytes(byte[] bytes) {
            out.writeBytes(bytes);
        }

        void int32(int value) {
            bytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        void int64(long value) {
            bytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(UTF_8);
            int64(utf8.length);
            bytes(utf8);
        }

        void value(Object value) {
            switch (value) {
                case Integer number -> {
                    int32(4);
                    int32(number);
                }
                case Float number -> {
                    int32(6);
                    int32(Float.floatToIntBits(number));
                }
                case Boolean flag -> {
                    int32(7);
                    bytes(new byte[] {(byte) (flag ? 1 : 0)});
                }
                case String text -> {
                    int32(8);
                    text(text);
                }
                case byte[] numbers -> {
                    array(0, numbers.length);
                    bytes(numbers);
                }
                case int[] numbers -> {
                    array(5, numbers.length);
                    for (int number : numbers) {
                        int32(number);
                    }
                }
                case float[] numbers -> {
                    array(6, numbers.length);
                    for (float number : numbers) {
                        int32(Float.floatToIntBits(number));
                    }
                }
                case List<?> texts -> {
                    array(8, texts.size());
                    texts.forEach(text -> text((String) text));
                }
                default -> throw new IllegalArgumentException("No GGUF type for " + value.getClass());
            }
        }

        private void array(int type, long size) {
            int32(9);
            int32(type);
            int64(size);
        }
    }
}
