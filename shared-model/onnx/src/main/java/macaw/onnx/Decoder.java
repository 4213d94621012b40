package macaw.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
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
    /** Tokens of a slot where nobody says how many. */
    public static final int DEFAULT_CONTEXT = 2048;
    /** A prompt of one token is computed as two, of which the second is never looked at. */
    private static final int SHORTEST_CALL = 2;

    private final Shape shape;
    private final ModelConfig config;
    private final OrtEnvironment environment;
    private final DirectSession session;
    private final RowSplit split;
    private final KeyValueCache cache;
    private final FloatBuffer logits; // [slots, V]
    private final FloatBuffer promptLogits; // [slots, V], each as of its prompt's last chunk
    private final @Nullable Rows[][] together; // by number of slots, all in one call
    private final @Nullable Rows[][] apart; // by number of slots, a call for each thread
    private final @Nullable Rows[] prefills; // by slot

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

    /**
     * A chunk of a prompt on its way into a slot.
     *
     * @param prompt the whole prompt, every id in the vocabulary
     */
    @SuppressWarnings("ArrayRecordComponent") // computed at once and by one thread
    public record PromptChunk(int slot, int[] prompt, Chunk chunk) {
        private int tokens() {
            return Math.max(SHORTEST_CALL, chunk.tokens());
        }
    }

    private Decoder(Shape shape, ModelConfig config, OrtEnvironment environment, DirectSession session, int threads) {
        this.shape = shape;
        this.config = config;
        this.environment = environment;
        this.session = session;
        split = new RowSplit(threads, System::nanoTime);
        cache = new KeyValueCache(environment, config, shape.slots(), shape.contextLength());
        logits = bytes(shape.slots() * config.vocabularySize() * Float.BYTES).asFloatBuffer();
        promptLogits =
                bytes(shape.slots() * config.vocabularySize() * Float.BYTES).asFloatBuffer();
        together = new Rows[shape.slots() + 1][];
        apart = new Rows[shape.slots() + 1][];
        prefills = new Rows[shape.slots()];
    }

    /**
     * Opens a decoder over a verified checkpoint, whose files have to stay where they are while this method runs; afterwards the checkpoint
     * may be closed. Errors: CONFIG_UNSUPPORTED (not a causal model), SETTINGS_INVALID (the context is longer than the model's, or flash
     * attention is on).
     *
     * @param threads native threads that a call may use, this one included
     */
    public static Decoder open(Checkpoint checkpoint, Shape shape, int threads) {
        return open(checkpoint, shape, threads, Precision.FP32);
    }

    /** The same in other numbers than the checkpoint's. */
    public static Decoder open(Checkpoint checkpoint, Shape shape, int threads, Precision precision) {
        Numerics.requireBatchInvariance();
        ModelConfig config = checkpoint.config();
        if (config.head() != ModelHead.CAUSAL_LM) {
            throw new CodedException(ErrorCode.CONFIG_UNSUPPORTED, checkpoint.directory() + " is not a causal model");
        }
        Shape.require(
                shape.contextLength() <= config.maxPositions(),
                "context length " + shape.contextLength() + " is above the model's " + config.maxPositions());
        OrtEnvironment environment = OnnxRuntime.environment();
        byte[] graph = ModelGraph.decoder(checkpoint, shape.contextLength(), precision);
        try (OrtSession.SessionOptions options = OnnxRuntime.options(checkpoint, threads)) {
            var session = new DirectSession(environment.createSession(graph, options));
            try {
                return new Decoder(shape, config, environment, session, threads);
            } catch (RuntimeException | Error e) {
                session.close(); // a cache that memory does not suffice for
                throw e;
            }
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
        prefill(List.of(new PromptChunk(slot, prompt, chunk)));
    }

    /** Computes chunks of different slots' prompts, beside one another where there are threads for it. */
    public void prefill(List<PromptChunk> chunks) {
        for (PromptChunk chunk : chunks) {
            requireInContext(chunk.chunk().start() + chunk.tokens() - 1);
        }
        try {
            int tokens = chunks.stream().mapToInt(PromptChunk::tokens).sum();
            int atOnce = chunks.size() == 1 ? 1 : split.begin(tokens);
            for (int from = 0; from < chunks.size(); from += atOnce) {
                compute(chunks.subList(from, Math.min(from + atOnce, chunks.size())));
            }
            if (chunks.size() > 1) {
                split.end(tokens, atOnce);
            }
        } catch (OrtException e) {
            throw OnnxRuntime.failed("to compute a prompt", e);
        }
    }

    /**
     * Brings a slot to where it would be had the prompt been computed in it, bit for bit: its keys and values, and the logits of the first
     * token to write. The other slot may have written since; it goes on as if nothing had been.
     *
     * @param from a slot in which the whole prompt has been computed or copied, and nothing else since but what follows it
     * @param length tokens of the prompt
     */
    public void copyPrompt(int from, int to, int length) {
        requireInContext(length - 1);
        cache.copy(from, to, length);
        copyRow(promptLogits, from, logits, to);
        copyRow(promptLogits, from, promptLogits, to);
    }

    /**
     * Advances slots 0 to {@code count - 1} by a token each and computes the logits of the token that follows. A slot that has nothing to
     * write takes part with any token at the first position that it has not filled: what is written there is overwritten before it is read.
     *
     * @param tokens the token of each slot
     * @param at the position of that token, so also how many positions come before it
     */
    public void advance(int count, int[] tokens, int[] at) {
        for (int slot = 0; slot < count; slot++) {
            requireInContext(at[slot]);
        }
        try {
            Rows[] groups = groups(count, split.begin(count));
            DirectSession.Call[] calls = new DirectSession.Call[groups.length];
            for (int i = 0; i < groups.length; i++) {
                calls[i] = groups[i].advance(tokens, at);
            }
            session.run(calls);
            split.end(count, groups.length);
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
        for (Rows[] groups : together) {
            closeAll(groups);
        }
        for (Rows[] groups : apart) {
            closeAll(groups);
        }
        closeAll(prefills);
        try {
            session.close();
        } catch (OrtException e) {
            throw OnnxRuntime.failed("to close a session", e);
        } finally {
            cache.close();
        }
    }

    private void copyRow(FloatBuffer from, int fromSlot, FloatBuffer to, int toSlot) {
        int row = config.vocabularySize();
        to.put(toSlot * row, from, fromSlot * row, row);
    }

    /** Beyond the cache lies memory of someone else's. */
    private void requireInContext(int position) {
        if (position < 0 || position >= shape.contextLength()) {
            throw new IllegalArgumentException(
                    "position " + position + " is not in the context of " + shape.contextLength());
        }
    }

    private void compute(List<PromptChunk> chunks) throws OrtException {
        DirectSession.Call[] calls = new DirectSession.Call[chunks.size()];
        for (int i = 0; i < calls.length; i++) {
            PromptChunk chunk = chunks.get(i);
            calls[i] = prefillRows(chunk.slot()).prefill(chunk.prompt(), chunk.chunk(), chunk.tokens());
        }
        session.run(calls);
        for (PromptChunk chunk : chunks) {
            if (chunk.chunk().last()) {
                copyRow(logits, chunk.slot(), promptLogits, chunk.slot());
            }
        }
    }

    /** The slots from 0 on, as neighbours that are computed beside one another. */
    private Rows[] groups(int count, int number) throws OrtException {
        @Nullable Rows[][] known = number == 1 ? together : apart;
        Rows[] groups = known[count];
        if (groups == null) {
            groups = new Rows[number];
            for (int i = 0; i < number; i++) {
                int first = count * i / number;
                groups[i] = rows(first, count * (i + 1) / number - first, 1);
            }
            known[count] = groups;
        }
        return groups;
    }

    private Rows prefillRows(int slot) throws OrtException {
        Rows rows = prefills[slot];
        if (rows == null) {
            rows = rows(slot, 1, shape.chunk() + 1);
            prefills[slot] = rows;
        }
        return rows;
    }

    private Rows rows(int first, int count, int widest) throws OrtException {
        return new Rows(environment, config, session, cache, logits, first, count, widest);
    }

    private static void closeAll(@Nullable Rows @Nullable [] rows) {
        if (rows == null) {
            return;
        }
        for (Rows each : rows) {
            if (each != null) {
                each.close();
            }
        }
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
