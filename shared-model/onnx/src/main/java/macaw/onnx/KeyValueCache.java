package macaw.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;

/**
 * Keys and values of every slot, one [slots, K, M, d] block a layer for each. A range of slots is a view of these blocks, which a session
 * reads and writes in place. Memory is taken from the system when a slot's positions are first written, not when the cache is made.
 */
final class KeyValueCache implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALLOC = function("calloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ADDRESS));

    private final OrtEnvironment environment;
    private final ModelConfig config;
    private final int positions;
    private final int headSize;
    private final int slotElements;
    private final Arena arena = Arena.ofShared();
    private final List<FloatBuffer> keys = new ArrayList<>();
    private final List<FloatBuffer> values = new ArrayList<>();

    KeyValueCache(OrtEnvironment environment, ModelConfig config, int slots, int positions) {
        this.environment = environment;
        this.config = config;
        this.positions = positions;
        this.headSize = HeadWidth.of(config);
        long slot = (long) config.keyValueHeads() * positions * headSize;
        long bytes = slot * slots * Float.BYTES;
        if (bytes > Integer.MAX_VALUE) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    slots + " slots of " + positions + " positions need " + bytes
                            + " bytes a layer for their keys; the most is 2 GiB");
        }
        this.slotElements = (int) slot;
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(zeros(bytes));
            values.add(zeros(bytes));
        }
    }

    /** Adds the views of slots {@code first} to {@code first + count} to a session's inputs and to its pinned outputs. */
    void bind(int first, int count, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs)
            throws OrtException {
        for (int layer = 0; layer < config.layers(); layer++) {
            OnnxTensor layerKeys = view(keys.get(layer), first, count);
            inputs.put(ModelGraph.pastKeys(layer), layerKeys);
            outputs.put(ModelGraph.presentKeys(layer), layerKeys);
            OnnxTensor layerValues = view(values.get(layer), first, count);
            inputs.put(ModelGraph.pastValues(layer), layerValues);
            outputs.put(ModelGraph.presentValues(layer), layerValues);
        }
    }

    /** Copies the first {@code length} positions of one slot over those of another. */
    void copy(int from, int to, int length) {
        int run = length * headSize; // a head's positions lie one behind the other
        int stride = positions * headSize;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (FloatBuffer block : List.of(keys.get(layer), values.get(layer))) {
                for (int head = 0; head < config.keyValueHeads(); head++) {
                    int offset = head * stride;
                    block.put(to * slotElements + offset, block, from * slotElements + offset, run);
                }
            }
        }
    }

    /** Frees the memory; no view may be in use any more. */
    @Override
    public void close() {
        arena.close();
    }

    private OnnxTensor view(FloatBuffer layer, int first, int count) throws OrtException {
        long[] shape = {count, config.keyValueHeads(), positions, headSize};
        return OnnxTensor.createTensor(environment, layer.slice(first * slotElements, count * slotElements), shape);
    }

    /** Zeros that the system provides page by page as they are touched; an arena of Java's would touch them all at once. */
    private FloatBuffer zeros(long bytes) {
        try {
            MemorySegment block = (MemorySegment) CALLOC.invokeExact(1L, bytes);
            if (block.address() == 0) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, "no memory for a cache of " + bytes + " bytes");
            }
            return block.reinterpret(bytes, arena, KeyValueCache::free)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("calloc cannot be called", e);
        }
    }

    private static void free(MemorySegment block) {
        try {
            FREE.invokeExact(block);
        } catch (Throwable e) {
            throw new IllegalStateException("free cannot be called", e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }
}
