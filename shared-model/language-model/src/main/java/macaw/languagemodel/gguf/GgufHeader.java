package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The header: the letters GGUF, a version, how many tensors and how many pieces of metadata there are, the metadata as
 * (key, type, value), the tensors as (name, sizes, type, offset), then, from the next multiple of the alignment on, the
 * tensors' bytes, each at a multiple of it again. Everything is little-endian.
 *
 * <p>Source: the GGUF specification in ggml's documentation.
 */
final class GgufHeader {
    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int MAX_ENTRIES = 1 << 16;
    private static final int MAX_DIMENSIONS = 4;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAX_ALIGNMENT = 1 << 16;

    private final GgufCursor cursor;
    private final long fileSize;

    private GgufHeader(Path file, MemorySegment bytes) {
        this.cursor = new GgufCursor(file, bytes);
        this.fileSize = bytes.byteSize();
    }

    /** What the header says, checked against the file that is there. */
    record Content(GgufMetadata metadata, SequencedMap<String, GgufTensor> tensors) {}

    private record Described(String name, GgufType type, long[] shape, long length, long offset) {}

    static Content read(Path file, MemorySegment bytes) {
        return new GgufHeader(file, bytes).read(file);
    }

    private Content read(Path file) {
        if (cursor.uint32("its first four bytes") != MAGIC) {
            throw cursor.invalid("does not begin with GGUF");
        }
        int version = cursor.uint32("its version");
        if (version != 2 && version != 3) {
            throw cursor.invalid(
                    Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == 3
                            ? "is big-endian, which is not supported"
                            : "has the version " + Integer.toUnsignedString(version) + "; 2 and 3 are read");
        }
        int tensorCount = cursor.count("number of tensors", MAX_ENTRIES);
        int metadataCount = cursor.count("number of pieces of metadata", MAX_ENTRIES);
        SequencedMap<String, GgufValue> values = new LinkedHashMap<>();
        for (int i = 0; i < metadataCount; i++) {
            String key = cursor.name("metadata key");
            if (values.put(key, cursor.value(key)) != null) {
                throw cursor.invalid("has " + key + " twice");
            }
        }
        var metadata = new GgufMetadata(file, values);
        List<Described> described = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            described.add(describe());
        }
        int alignment = metadata.size("general.alignment", DEFAULT_ALIGNMENT);
        if (Integer.bitCount(alignment) != 1 || alignment > MAX_ALIGNMENT) {
            throw cursor.invalid("has the alignment " + alignment);
        }
        return new Content(metadata, place(described, alignment));
    }

    private Described describe() {
        String name = cursor.name("tensor name");
        int dimensions = cursor.uint32("dimensions of " + name);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw cursor.invalid("gives " + name + " " + Integer.toUnsignedString(dimensions) + " dimensions");
        }
        long[] shape = new long[dimensions];
        long elements = 1;
        for (int i = dimensions - 1; i >= 0; i--) { // the innermost size comes first
            shape[i] = cursor.uint64("shape of " + name);
            if (shape[i] < 1 || shape[i] > Integer.MAX_VALUE || Math.multiplyHigh(elements, shape[i]) != 0) {
                throw cursor.invalid("gives " + name + " the size " + Long.toUnsignedString(shape[i]));
            }
            elements *= shape[i];
        }
        int typeId = cursor.uint32("type of " + name);
        GgufType type = GgufType.ofId(typeId)
                .orElseThrow(() -> cursor.invalid("stores " + name + " as ggml type " + Integer.toUnsignedString(typeId)
                        + "; supported are " + GgufType.names()));
        if (shape[dimensions - 1] % type.blockElements() != 0) {
            throw cursor.invalid("gives " + name + " rows of " + shape[dimensions - 1] + ", no whole number of " + type
                    + " blocks of " + type.blockElements());
        }
        long blocks = elements / type.blockElements();
        if (elements < 0 || blocks > fileSize / type.blockBytes()) {
            throw cursor.invalid("gives " + name + " " + Long.toUnsignedString(elements) + " numbers of type " + type
                    + " in a file of " + fileSize + " bytes; is it truncated?");
        }
        return new Described(name, type, shape, blocks * type.blockBytes(), cursor.uint64("offset of " + name));
    }

    /** Every byte behind the header belongs to one tensor or fills the gap up to the next. */
    private SequencedMap<String, GgufTensor> place(List<Described> described, int alignment) {
        SequencedMap<String, GgufTensor> tensors = new LinkedHashMap<>();
        long dataStart = aligned(cursor.position(), alignment);
        long end = dataStart;
        for (Described tensor : described) {
            if (tensor.offset() < 0 || tensor.offset() > fileSize - dataStart - tensor.length()) {
                throw cursor.invalid("puts " + tensor.name() + " at " + Long.toUnsignedString(tensor.offset()) + " of "
                        + Math.max(0, fileSize - dataStart) + " bytes of data; is it truncated?");
            }
        }
        described.sort(Comparator.comparingLong(Described::offset));
        for (Described tensor : described) {
            long offset = dataStart + tensor.offset();
            if (offset < end) {
                throw cursor.invalid("lets " + tensor.name() + " overlap the tensor before it");
            }
            if (offset != aligned(end, alignment)) {
                throw cursor.invalid("has " + (offset - end) + " bytes of no tensor before " + tensor.name());
            }
            end = offset + tensor.length();
            var placed = new GgufTensor(tensor.name(), tensor.type(), tensor.shape(), offset, tensor.length());
            if (tensors.put(tensor.name(), placed) != null) {
                throw cursor.invalid("has the tensor " + tensor.name() + " twice");
            }
        }
        if (fileSize > aligned(end, alignment)) {
            throw cursor.invalid("has " + (fileSize - end) + " bytes of no tensor at its end");
        }
        return tensors;
    }

    private static long aligned(long offset, int alignment) {
        return (offset + alignment - 1) & -(long) alignment;
    }
}
