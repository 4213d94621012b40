package macaw.languagemodel.safetensors;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The header: eight bytes of length N (little-endian), then N bytes of JSON {@code {"name": {"dtype", "shape",
 * "data_offsets": [begin, end]}, "__metadata__": {…}}}, offsets counted from the end of the header. Every byte behind it
 * belongs to exactly one tensor. It is read token by token, so that it takes no more memory than the tensors that it names,
 * whatever else is in it.
 *
 * <p>Source: the format section of the safetensors README and its reference reader, whose limit of 100 MB is kept.
 */
final class SafetensorsHeader {
    /** The reference reader refuses longer headers. */
    static final long MAX_BYTES = 100_000_000;
    /** A model of 100 layers with 256 experts each has 80,000. */
    static final int MAX_TENSORS = 1 << 18;

    /** What is no weight: causal masks that lie beside the weights of older checkpoints. Checked like all else, never handed out. */
    private static final Map<String, Integer> OTHER_BYTES = Map.of("BOOL", 1, "U8", 1);

    private static final int PREFIX_BYTES = 8;
    private static final int MAX_DIMENSIONS = 8;
    private static final int MAX_NAME = 1024;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** A tensor's place in the file; without a type of weights it is only in the way. */
    @SuppressWarnings("ArrayRecordComponent") // made and read within a call
    private record Extent(String name, Optional<Dtype> weights, long[] shape, long offset, long length) {}

    private final Path file;
    private final long dataStart;
    private final long fileEnd;

    private SafetensorsHeader(Path file, long dataStart, long fileEnd) {
        this.file = file;
        this.dataStart = dataStart;
        this.fileEnd = fileEnd;
    }

    static SequencedMap<String, TensorEntry> read(Path file, MemorySegment bytes) {
        long size = bytes.byteSize();
        if (size < PREFIX_BYTES) {
            throw invalid(file, "has " + size + " bytes, too few for a header");
        }
        long length = bytes.get(LENGTH, 0);
        if (length < 2 || length > MAX_BYTES || length > size - PREFIX_BYTES) {
            throw invalid(file, "claims a header of " + Long.toUnsignedString(length) + " bytes in a file of " + size);
        }
        var header = new SafetensorsHeader(file, PREFIX_BYTES + length, size);
        List<Extent> extents = header.parse(bytes.asSlice(PREFIX_BYTES, length).asByteBuffer());
        extents.sort(Comparator.comparingLong(Extent::offset).thenComparingLong(Extent::length));
        header.requireContiguous(extents);
        return header.weights(extents);
    }

    private SequencedMap<String, TensorEntry> weights(List<Extent> extents) {
        Set<String> names = new HashSet<>();
        SequencedMap<String, TensorEntry> byName = new LinkedHashMap<>();
        for (Extent e : extents) {
            if (!names.add(e.name())) {
                throw invalid("names " + e.name() + " twice");
            }
            e.weights()
                    .ifPresent(dtype -> byName.put(
                            e.name(), new TensorEntry(e.name(), dtype, e.shape(), file, e.offset(), e.length())));
        }
        return byName;
    }

    private List<Extent> parse(ByteBuffer json) {
        if (json.get(0) != '{') {
            throw invalid("has a header that is not a JSON object");
        }
        List<Extent> extents = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(new ByteBufferBackedInputStream(json))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("__metadata__")) {
                    parser.skipChildren();
                    continue;
                }
                if (name.length() > MAX_NAME || extents.size() == MAX_TENSORS) {
                    throw invalid(
                            name.length() > MAX_NAME
                                    ? "has a tensor with a name of " + name.length() + " characters"
                                    : "has more than " + MAX_TENSORS + " tensors");
                }
                extents.add(extent(name, parser));
            }
            if (parser.nextToken() != null) {
                throw invalid("has a header that cannot be parsed: something follows its JSON object");
            }
            return extents;
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.SAFETENSORS_INVALID,
                    file + " has a header that cannot be parsed: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.SAFETENSORS_INVALID, file + " has a header that cannot be read", e);
        }
    }

    private Extent extent(String name, JsonParser parser) throws IOException {
        String dtypeName = "";
        long[] shape = null;
        long[] offsets = null;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case "dtype" -> dtypeName = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                    case "shape" -> shape = numbers(parser, MAX_DIMENSIONS);
                    case "data_offsets" -> offsets = numbers(parser, 2);
                    default -> parser.skipChildren();
                }
                parser.skipChildren();
            }
        } else {
            parser.skipChildren();
        }
        String stored = dtypeName.length() > MAX_NAME ? dtypeName.substring(0, MAX_NAME) : dtypeName;
        Optional<Dtype> weights = Dtype.ofSafetensorsName(stored);
        int numberBytes = weights.map(Dtype::bytes).orElse(OTHER_BYTES.getOrDefault(stored, 0));
        if (numberBytes == 0) {
            throw invalid("stores " + name + " as \"" + stored + "\"; supported are F32, F16 and BF16");
        }
        if (shape == null) {
            throw invalid("gives " + name + " no usable shape");
        }
        if (offsets == null || offsets.length != 2) {
            throw invalid("gives " + name + " no pair of data_offsets");
        }
        checkExtent(name, numberBytes, shape, offsets[0], offsets[1]);
        return new Extent(name, weights, shape, dataStart + offsets[0], offsets[1] - offsets[0]);
    }

    private void checkExtent(String name, int numberBytes, long[] shape, long begin, long end) {
        long dataLength = fileEnd - dataStart;
        for (long size : shape) {
            if (size < 0) {
                throw invalid("gives " + name + " the size " + size);
            }
        }
        if (begin < 0 || end < begin || end > dataLength) {
            throw invalid("puts " + name + " at [" + begin + ", " + end + ") of " + dataLength
                    + " bytes of data; is it truncated?");
        }
        if (end - begin != bytes(name, shape, numberBytes)) {
            throw invalid("gives " + name + " " + (end - begin) + " bytes, but its shape needs "
                    + bytes(name, shape, numberBytes));
        }
    }

    /** An array of at most so many whole numbers; null for anything else. Leaves the parser on its last token. */
    private static long @Nullable [] numbers(JsonParser parser, int max) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return null;
        }
        long[] numbers = new long[max];
        int count = 0;
        boolean usable = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonToken token = parser.currentToken();
            if (token == null) {
                return null;
            }
            boolean whole =
                    token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (whole && count < max) {
                numbers[count++] = parser.getLongValue();
            } else {
                usable = false;
                parser.skipChildren();
            }
        }
        return usable ? Arrays.copyOf(numbers, count) : null;
    }

    private long bytes(String name, long[] shape, int numberBytes) {
        try {
            long bytes = numberBytes;
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw new CodedException(
                    ErrorCode.SAFETENSORS_INVALID, file + " gives " + name + " a shape beyond any file", e);
        }
    }

    private void requireContiguous(List<Extent> extents) {
        long end = dataStart;
        for (Extent entry : extents) {
            if (entry.offset() < end) {
                throw invalid("lets " + entry.name() + " overlap the tensor before it");
            }
            if (entry.offset() > end) {
                throw invalid("has " + (entry.offset() - end) + " bytes of no tensor before " + entry.name());
            }
            end = entry.offset() + entry.length();
        }
        if (end != fileEnd) {
            throw invalid("has " + (fileEnd - end) + " bytes of no tensor at its end");
        }
    }

    private CodedException invalid(String reason) {
        return invalid(file, reason);
    }

    private static CodedException invalid(Path file, String reason) {
        return new CodedException(ErrorCode.SAFETENSORS_INVALID, file + " " + reason);
    }
}
