package macaw.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import org.jspecify.annotations.Nullable;

/**
 * Computes next-token logits with a key-value cache of fixed slots. A prompt goes into its slot chunk by chunk, alone; after that all slots
 * advance together, a token a call. What a slot's logits are depends on that slot's tokens only, bit for bit: see {@link Numerics} and
 * {@link Chunk}. Not thread-safe; one thread at a time calls it.
 */
public final class Decoder implements AutoCloseable {
    /** A prompt of one token is computed as two, of which the second is never looked at. */
    private static final int SHORTEST_CALL = 2;

    private final Shape shape;
    private final ModelConfig config;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final KeyValueCache cache;
    private final FloatBuffer logits; // [slots, V]
    private final LongBuffer ids; // [slots] or [chunk]
    private final LongBuffer positions; // like ids
    private final IntBuffer pastLengths; // [slots]
    private final IntBuffer totalLength; // [1]
    private final LongBuffer last; // []
    private final @Nullable Call[] advances;
    private final @Nullable Call[] prefills;

    /**
     * How large a decoder is.
     *
     * @param slots sequences at a time
     * @param contextLength positions a sequence may have, prompt and answer together; at least 2
     * @param chunk tokens of a prompt that are computed in one call, at least 2; part of what a rollout's bits depend on
     */
    public record Shape(int slots, int contextLength, int chunk) {
        public Shape {
            require(slots >= 1, "slots must be at least 1, were " + slots);
            require(contextLength >= 2, "context length must be at least 2, was " + contextLength);
            require(chunk >= SHORTEST_CALL, "chunk must be at least 2, was " + chunk);
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, what);
            }
        }
    }

    /** The tensors of one kind of call, kept from call to call. */
    private record Call(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) implements AutoCloseable {
        @Override
        public void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().stream().filter(tensor -> !tensor.isClosed()).forEach(OnnxTensor::close);
        }
    }

    private Decoder(Shape shape, ModelConfig config, OrtEnvironment environment, OrtSession session) {
        this.shape = shape;
        this.config = config;
        this.environment = environment;
        this.session = session;
        cache = new KeyValueCache(environment, config, shape.slots(), shape.contextLength());
        logits = bytes(shape.slots() * config.vocabularySize() * Float.BYTES).asFloatBuffer();
        int tokens = Math.max(shape.slots(), shape.chunk() + 1);
        ids = bytes(tokens * Long.BYTES).asLongBuffer();
        positions = bytes(tokens * Long.BYTES).asLongBuffer();
        pastLengths = bytes(shape.slots() * Integer.BYTES).asIntBuffer();
        totalLength = bytes(Integer.BYTES).asIntBuffer();
        last = bytes(Long.BYTES).asLongBuffer();
        advances = new Call[shape.slots() + 1];
        prefills = new Call[shape.slots()];
    }

    /**
     * Opens a decoder over a verified checkpoint, whose files have to stay where they are while this method runs; afterwards the checkpoint
     * may be closed. Errors: CONFIG_UNSUPPORTED (not a causal model), SETTINGS_INVALID (the context is longer than the model's, or flash
     * attention is on).
     *
     * @param threads native threads that a call may use, this one included
     */
    public static Decoder open(Checkpoint checkpoint, Shape shape, int threads) {
        Numerics.requireBatchInvariance();
        ModelConfig config = checkpoint.config();
        if (config.head() != ModelHead.CAUSAL_LM) {
            throw new CodedException(ErrorCode.CONFIG_UNSUPPORTED, checkpoint.directory() + " is not a causal model");
        }
        Shape.require(
                shape.contextLength() <= config.maxPositions(),
                "context length " + shape.contextLength() + " is above the model's " + config.maxPositions());
        OrtEnvironment environment = OnnxRuntime.environment();
        byte[] graph = LlamaGraph.decoder(checkpoint, shape.contextLength());
        try (OrtSession.SessionOptions options = OnnxRuntime.options(checkpoint.directory(), threads)) {
            return new Decoder(shape, config, environment, environment.createSession(graph, options));
        } catch (OrtException e) {
            throw OnnxRuntime.failed("to open " + checkpoint.directory(), e);
        }
    }

    public Shape shape() {
        return shape;
    }

    /** V, the length of a row of logits. */
    public int vocabularySize() {
        return config.vocabularySize();
    }

    /**
     * Computes one chunk of a prompt in its slot; the chunks of a prompt come in order. After the last one the slot's logits are those of
     * the first token to write. Other slots keep theirs.
     *
     * @param prompt the whole prompt, every id in the vocabulary
     */
    public void prefill(int slot, int[] prompt, Chunk chunk) {
        int tokens = Math.max(SHORTEST_CALL, chunk.tokens());
        requireInContext(chunk.start() + tokens - 1);
        for (int i = 0; i < tokens; i++) {
            int position = chunk.start() + i;
            ids.put(i, prompt[Math.min(position, prompt.length - 1)]);
            positions.put(i, position);
        }
        pastLengths.put(0, chunk.start() + tokens - 1);
        totalLength.put(0, chunk.start() + tokens);
        last.put(0, chunk.tokens() - 1);
        try (OnnxTensor chunkIds = tensor(ids, tokens, 1, tokens);
                OnnxTensor chunkPositions = tensor(positions, tokens, 1, tokens)) {
            Call call = prefillCall(slot);
            Map<String, OnnxTensor> inputs = new HashMap<>(call.inputs());
            inputs.put(LlamaGraph.IDS, chunkIds);
            if (LlamaGraph.needsPositions(config)) {
                inputs.put(LlamaGraph.POSITIONS, chunkPositions);
            }
            run(inputs, call.outputs());
        } catch (OrtException e) {
            throw OnnxRuntime.failed("to compute a prompt", e);
        }
    }

    /**
     * Advances slots 0 to {@code count - 1} by a token each and computes the logits of the token that follows. A slot that has nothing to
     * write takes part with any token at the first position that it has not filled: what is written there is overwritten before it is read.
     *
     * @param tokens the token of each slot
     * @param at the position of that token, so also how many positions come before it
     */
    public void advance(int count, int[] tokens, int[] at) {
        int longest = 0;
        for (int slot = 0; slot < count; slot++) {
            requireInContext(at[slot]);
            ids.put(slot, tokens[slot]);
            positions.put(slot, at[slot]);
            pastLengths.put(slot, at[slot]);
            longest = Math.max(longest, at[slot]);
        }
        totalLength.put(0, longest + 1);
        last.put(0, 0);
        try {
            Call call = advanceCall(count);
            run(call.inputs(), call.outputs());
        } catch (OrtException e) {
            throw OnnxRuntime.failed("to compute a token", e);
        }
    }

    /** Copies a slot's logits, as of its last call, into {@code row} [V]. */
    public void logits(int slot, float[] row) {
        logits.get(slot * config.vocabularySize(), row, 0, config.vocabularySize());
    }

    @Override
    public void close() {
        List<Call> calls = new ArrayList<>();
        for (Call call : advances) {
            if (call != null) {
                calls.add(call);
            }
        }
        for (Call call : prefills) {
            if (call != null) {
                calls.add(call);
            }
        }
        calls.forEach(Call::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw OnnxRuntime.failed("to close a session", e);
        } finally {
            cache.close();
        }
    }

    /** Beyond the cache lies memory of someone else's. */
    private void requireInContext(int position) {
        if (position < 0 || position >= shape.contextLength()) {
            throw new IllegalArgumentException(
                    "position " + position + " is not in the context of " + shape.contextLength());
        }
    }

    private void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) throws OrtException {
        // every output is pinned, so the result owns nothing
        session.run(inputs, outputs).close();
    }

    private Call advanceCall(int count) throws OrtException {
        Call call = advances[count];
        if (call == null) {
            call = rows(0, count);
            call.inputs().put(LlamaGraph.IDS, tensor(ids, count, count, 1));
            if (LlamaGraph.needsPositions(config)) {
                call.inputs().put(LlamaGraph.POSITIONS, tensor(positions, count, count, 1));
            }
            advances[count] = call;
        }
        return call;
    }

    private Call prefillCall(int slot) throws OrtException {
        Call call = prefills[slot];
        if (call == null) {
            call = rows(slot, 1);
            prefills[slot] = call;
        }
        return call;
    }

    private Call rows(int first, int count) throws OrtException {
        var call = new Call(new HashMap<>(), new HashMap<>());
        cache.bind(first, count, call.inputs(), call.outputs());
        call.inputs()
                .put(
                        LlamaGraph.PAST_LENGTHS,
                        OnnxTensor.createTensor(environment, pastLengths.slice(0, count), new long[] {count}));
        call.inputs().put(LlamaGraph.TOTAL_LENGTH, OnnxTensor.createTensor(environment, totalLength, new long[] {1}));
        call.inputs().put(LlamaGraph.LAST, OnnxTensor.createTensor(environment, last, new long[] {}));
        FloatBuffer rows = logits.slice(first * config.vocabularySize(), count * config.vocabularySize());
        call.outputs().put(LlamaGraph.LOGITS, OnnxTensor.createTensor(environment, rows, new long[] {
            count, config.vocabularySize()
        }));
        return call;
    }

    private OnnxTensor tensor(LongBuffer buffer, int length, long... dimensions) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer.slice(0, length), dimensions);
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
