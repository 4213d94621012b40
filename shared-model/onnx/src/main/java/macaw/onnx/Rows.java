package macaw.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.languagemodel.ModelConfig;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring slots that one call computes, with inputs of their own, so that calls of different slots can run beside one another: B
 * slots, S tokens of each; S is 1 or B is 1.
 */
final class Rows implements AutoCloseable {
    private final OrtEnvironment environment;
    private final ModelConfig config;
    private final DirectSession session;
    private final int first;
    private final int count;
    private final LongBuffer ids; // [B, S]
    private final LongBuffer positions; // [B, S]
    private final IntBuffer pastLengths; // [B]
    private final IntBuffer totalLength; // [1]
    private final LongBuffer last; // []
    private final List<OnnxTensor> kept = new ArrayList<>();
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private List<OnnxTensor> tokens = List.of();
    private int width;
    private DirectSession.@Nullable Call call;

    /**
     * @param logits [slots, V] of all slots
     * @param widest most tokens of a slot in one call
     */
    Rows(
            OrtEnvironment environment,
            ModelConfig config,
            DirectSession session,
            KeyValueCache cache,
            FloatBuffer logits,
            int first,
            int count,
            int widest)
            throws OrtException {
        this.environment = environment;
        this.config = config;
        this.session = session;
        this.first = first;
        this.count = count;
        ids = bytes(count * widest * Long.BYTES).asLongBuffer();
        positions = bytes(count * widest * Long.BYTES).asLongBuffer();
        pastLengths = bytes(count * Integer.BYTES).asIntBuffer();
        totalLength = bytes(Integer.BYTES).asIntBuffer();
        last = bytes(Long.BYTES).asLongBuffer();
        cache.bind(first, count, inputs, outputs);
        inputs.put(ModelGraph.PAST_LENGTHS, OnnxTensor.createTensor(environment, pastLengths, new long[] {count}));
        inputs.put(ModelGraph.TOTAL_LENGTH, OnnxTensor.createTensor(environment, totalLength, new long[] {1}));
        inputs.put(ModelGraph.LAST, OnnxTensor.createTensor(environment, last, new long[] {}));
        int vocabulary = config.vocabularySize();
        FloatBuffer rows = logits.slice(first * vocabulary, count * vocabulary);
        outputs.put(ModelGraph.LOGITS, OnnxTensor.createTensor(environment, rows, new long[] {count, vocabulary}));
        kept.addAll(inputs.values());
        kept.addAll(outputs.values());
    }

    /** The call that puts one token into each slot: {@code tokens} and {@code at} are of all slots. */
    DirectSession.Call advance(int[] tokens, int[] at) throws OrtException {
        int longest = 0;
        for (int row = 0; row < count; row++) {
            int position = at[first + row];
            ids.put(row, tokens[first + row]);
            positions.put(row, position);
            pastLengths.put(row, position);
            longest = Math.max(longest, position);
        }
        totalLength.put(0, longest + 1);
        last.put(0, 0);
        return call(1);
    }

    /**
     * The call that puts a chunk of a prompt into the one slot.
     *
     * @param tokens how many; beyond the prompt its last token is repeated
     */
    DirectSession.Call prefill(int[] prompt, Chunk chunk, int tokens) throws OrtException {
        for (int i = 0; i < tokens; i++) {
            int position = chunk.start() + i;
            ids.put(i, prompt[Math.min(position, prompt.length - 1)]);
            positions.put(i, position);
        }
        pastLengths.put(0, chunk.start() + tokens - 1);
        totalLength.put(0, chunk.start() + tokens);
        last.put(0, chunk.tokens() - 1);
        return call(tokens);
    }

    @Override
    public void close() {
        tokens.forEach(OnnxTensor::close);
        kept.stream().filter(tensor -> !tensor.isClosed()).forEach(OnnxTensor::close);
    }

    /** The call for {@code newWidth} tokens a slot; only another width than the last one's needs new tensors. */
    private DirectSession.Call call(int newWidth) throws OrtException {
        DirectSession.Call bound = call;
        if (bound != null && newWidth == width) {
            return bound;
        }
        List<OnnxTensor> before = tokens;
        tokens = new ArrayList<>();
        OnnxTensor newIds = tokens(ids, newWidth);
        inputs.put(ModelGraph.IDS, newIds);
        if (ModelGraph.needsPositions(config)) {
            inputs.put(ModelGraph.POSITIONS, tokens(positions, newWidth));
        }
        if (bound == null) {
            bound = session.bind(inputs, outputs);
            call = bound;
        } else {
            inputs.forEach(bound::set);
        }
        before.forEach(OnnxTensor::close);
        width = newWidth;
        return bound;
    }

    private OnnxTensor tokens(LongBuffer buffer, int tokensOfEach) throws OrtException {
        OnnxTensor tensor = OnnxTensor.createTensor(
                environment, buffer.slice(0, count * tokensOfEach), new long[] {count, tokensOfEach});
        tokens.add(tensor);
        return tensor;
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
