package macaw.languagemodel.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Writes a safetensors file, holding one tensor at a time. The header is padded so that the data begins at a multiple of
 * 64 bytes, and tensors whose size is a multiple of 64 come first, so that as many as the format allows (it has no
 * holes) can be read in place by vector instructions. The same tensors give the same bytes.
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 64;
    private static final long CHUNK = 1L << 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /** Writes the file, which must not exist yet. Left to the caller: fsync, and deleting it after a failure. */
    public static void write(Path file, SequencedMap<String, TensorData> tensors) {
        write(file, tensors, (entry, data) -> {});
    }

    /** Writes the file and refuses numbers that are not finite ({@code WEIGHTS_NOT_FINITE}, naming the tensor). */
    public static void writeFinite(Path file, SequencedMap<String, TensorData> tensors) {
        write(file, tensors, TensorNumbers::requireFinite);
    }

    private static void write(
            Path file, SequencedMap<String, TensorData> tensors, BiConsumer<TensorEntry, MemorySegment> check) {
        List<Map.Entry<String, TensorData>> order = new ArrayList<>(tensors.entrySet());
        order.sort(Comparator.comparingLong(e -> -alignmentKept(e.getValue())));
        byte[] header = header(order);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer prefix = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            prefix.putLong(header.length).put(header).flip();
            writeFully(channel, prefix);
            long offset = 8 + header.length;
            for (Map.Entry<String, TensorData> tensor : order) {
                TensorData data = tensor.getValue();
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment bytes = arena.allocate(data.bytes(), ALIGNMENT);
                    data.fill().accept(bytes);
                    check.accept(
                            new TensorEntry(tensor.getKey(), data.dtype(), data.shape(), file, offset, data.bytes()),
                            bytes);
                    for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
                        writeFully(
                                channel,
                                bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at))
                                        .asByteBuffer());
                    }
                }
                offset += data.bytes();
            }
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The alignment that the tensor behind this one still has: the largest power of two, up to 64, in its size. */
    private static long alignmentKept(TensorData tensor) {
        return tensor.bytes() == 0 ? ALIGNMENT : Math.min(ALIGNMENT, Long.lowestOneBit(tensor.bytes()));
    }

    private static byte[] header(List<Map.Entry<String, TensorData>> order) {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt"); // transformers refuses files without it
        long begin = 0;
        for (Map.Entry<String, TensorData> tensor : order) {
            ObjectNode node = header.putObject(tensor.getKey());
            node.put("dtype", tensor.getValue().dtype().name());
            var shape = node.putArray("shape");
            for (long size : tensor.getValue().shape()) {
                shape.add(size);
            }
            long end = begin + tensor.getValue().bytes();
            node.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        try {
            byte[] json = JSON.writeValueAsString(header).getBytes(UTF_8);
            int padded = (8 + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - 8;
            byte[] bytes = Arrays.copyOf(json, padded);
            Arrays.fill(bytes, json.length, padded, (byte) ' ');
            return bytes;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of names and numbers is always written", e);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
