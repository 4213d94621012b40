package macaw.languagemodel.safetensors;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The header: eight bytes of length N (little-endian), then N bytes of JSON {@code {"name": {"dtype", "shape",
 * "data_offsets": [begin, end]}, "__metadata__": {…}}}, offsets counted from the end of the header. Every byte behind it
 * belongs to exactly one tensor.
 *
 * <p>Source: the format section of the safetensors README and its reference reader, whose limit of 100 MB is kept.
 */
final class SafetensorsHeader {
    /** The reference reader refuses longer headers. */
    static final long MAX_BYTES = 100_000_000;

    private static final int PREFIX_BYTES = 8;
    private static final int MAX_DIMENSIONS = 8;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SafetensorsHeader() {}

    static SequencedMap<String, TensorEntry> read(Path file, MemorySegment bytes) {
        if (bytes.byteSize() < PREFIX_BYTES) {
            throw invalid(file, "has " + bytes.byteSize() + " bytes, too few for a header");
        }
        long length = bytes.get(LENGTH, 0);
        if (length < 2 || length > MAX_BYTES || length > bytes.byteSize() - PREFIX_BYTES) {
            throw invalid(
                    file,
                    "claims a header of " + Long.toUnsignedString(length) + " bytes in a file of " + bytes.byteSize());
        }
        JsonNode header = parse(file, bytes.asSlice(PREFIX_BYTES, length));
        long dataStart = PREFIX_BYTES + length;
        List<TensorEntry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                entries.add(entry(file, field.getKey(), field.getValue(), dataStart, bytes.byteSize() - dataStart));
            }
        }
        entries.sort(Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::length));
        requireContiguous(file, entries, dataStart, bytes.byteSize());
        SequencedMap<String, TensorEntry> byName = new LinkedHashMap<>();
        entries.forEach(e -> byName.put(e.name(), e));
        return byName;
    }

    private static JsonNode parse(Path file, MemorySegment json) {
        byte[] text = json.toArray(ValueLayout.JAVA_BYTE);
        if (text[0] != '{') {
            throw invalid(file, "has a header that is not a JSON object");
        }
        try {
            JsonNode header = JSON.readTree(text);
            if (!header.isObject()) {
                throw invalid(file, "has a header that is not a JSON object");
            }
            return header;
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.SAFETENSORS_INVALID,
                    file + " has a header that cannot be parsed: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.SAFETENSORS_INVALID, file + " has a header that cannot be read", e);
        }
    }

    private static TensorEntry entry(Path file, String name, JsonNode node, long dataStart, long dataLength) {
        String dtypeName = node.path("dtype").asText();
        Dtype dtype = Dtype.ofSafetensorsName(dtypeName)
                .orElseThrow(() ->
                        invalid(file, "stores " + name + " as \"" + dtypeName + "\"; supported are F32, F16 and BF16"));
        long[] shape = shape(file, name, node.path("shape"));
        JsonNode offsets = node.path("data_offsets");
        if (!offsets.isArray()
                || offsets.size() != 2
                || !offsets.get(0).canConvertToLong()
                || !offsets.get(0).isIntegralNumber()
                || !offsets.get(1).canConvertToLong()
                || !offsets.get(1).isIntegralNumber()) {
            throw invalid(file, "gives " + name + " no pair of data_offsets");
        }
        long begin = offsets.get(0).longValue();
        long end = offsets.get(1).longValue();
        if (begin < 0 || end < begin || end > dataLength) {
            throw invalid(
                    file,
                    "puts " + name + " at [" + begin + ", " + end + ") of " + dataLength
                            + " bytes of data; is it truncated?");
        }
        if (end - begin != bytes(file, name, shape, dtype)) {
            throw invalid(
                    file,
                    "gives " + name + " " + (end - begin) + " bytes, but its shape needs "
                            + bytes(file, name, shape, dtype));
        }
        return new TensorEntry(name, dtype, shape, file, dataStart + begin, end - begin);
    }

    private static long[] shape(Path file, String name, JsonNode node) {
        if (!node.isArray() || node.size() > MAX_DIMENSIONS) {
            throw invalid(file, "gives " + name + " no usable shape");
        }
        long[] shape = new long[node.size()];
        for (int i = 0; i < shape.length; i++) {
            JsonNode size = node.get(i);
            if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
                throw invalid(file, "gives " + name + " the size " + size);
            }
            shape[i] = size.longValue();
        }
        return shape;
    }

    private static long bytes(Path file, String name, long[] shape, Dtype dtype) {
        try {
            long bytes = dtype.bytes();
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw new CodedException(
                    ErrorCode.SAFETENSORS_INVALID, file + " gives " + name + " a shape beyond any file", e);
        }
    }

    private static void requireContiguous(Path file, List<TensorEntry> entries, long dataStart, long fileEnd) {
        long end = dataStart;
        for (TensorEntry entry : entries) {
            if (entry.offset() < end) {
                throw invalid(file, "lets " + entry.name() + " overlap the tensor before it");
            }
            if (entry.offset() > end) {
                throw invalid(file, "has " + (entry.offset() - end) + " bytes of no tensor before " + entry.name());
            }
            end = entry.offset() + entry.length();
        }
        if (end != fileEnd) {
            throw invalid(file, "has " + (fileEnd - end) + " bytes of no tensor at its end");
        }
    }

    private static CodedException invalid(Path file, String reason) {
        return new CodedException(ErrorCode.SAFETENSORS_INVALID, file + " " + reason);
    }
}
