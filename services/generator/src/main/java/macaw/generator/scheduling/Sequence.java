package macaw.generator.scheduling;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.sampling.Drawn;
import macaw.onnx.Chunk;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;

/** A prompt on its way to an answer. Belongs to the scheduler from submission on. */
public final class Sequence {
    private final VersionRef policy;
    private final Audience audience;
    private final int[] prompt;
    private final Sampling sampling;
    private final long seed;
    private final Writing writing;
    private final SequenceListener listener;
    private final List<Chunk> chunks;

    private int nextChunk;
    private int written;
    private int lastToken;
    private int slot = -1;

    /**
     * What a policy can write.
     *
     * @param contextLength positions of prompt and answer together
     * @param vocabulary number of token ids
     * @param chunk tokens of a prompt that are computed in one step
     * @param endTokens ids that end an answer
     */
    public record Writing(int contextLength, int vocabulary, int chunk, java.util.Set<Integer> endTokens) {}

    /**
     * A new sequence. Errors: PROMPT_EMPTY, PROMPT_TOO_LONG (no position is left for an answer), TOKEN_OUT_OF_VOCABULARY.
     *
     * @param policy the one version that writes the answer
     * @param seed with a token's position, all that its draw depends on beside the logits
     */
    public Sequence(
            VersionRef policy,
            Writing writing,
            Audience audience,
            int[] prompt,
            Sampling sampling,
            long seed,
            SequenceListener listener) {
        if (prompt.length >= writing.contextLength()) {
            throw new CodedException(
                    ErrorCode.PROMPT_TOO_LONG,
                    "a prompt of " + prompt.length + " tokens leaves no room for an answer in the context of "
                            + writing.contextLength());
        }
        for (int id : prompt) {
            if (id < 0 || id >= writing.vocabulary()) {
                throw new CodedException(
                        ErrorCode.TOKEN_OUT_OF_VOCABULARY,
                        "token " + id + " is not in the vocabulary of " + writing.vocabulary() + " of " + policy);
            }
        }
        this.chunks = Chunk.of(prompt.length, writing.chunk());
        this.policy = policy;
        this.writing = writing;
        this.audience = audience;
        this.prompt = prompt.clone();
        this.sampling = sampling;
        this.seed = seed;
        this.listener = listener;
    }

    public VersionRef policy() {
        return policy;
    }

    public Audience audience() {
        return audience;
    }

    /** A copy. */
    public int[] prompt() {
        return Arrays.copyOf(prompt, prompt.length);
    }

    public Sampling sampling() {
        return sampling;
    }

    public long seed() {
        return seed;
    }

    public SequenceListener listener() {
        return listener;
    }

    /** Tokens written so far, which is also the position of the next draw. */
    public int written() {
        return written;
    }

    /** The slot it is in. */
    public int slot() {
        return slot;
    }

    /** Takes a drawn token in; says why the answer ends with it, if it does. */
    Optional<FinishReason> write(Drawn drawn) {
        lastToken = drawn.token();
        written++;
        boolean stopped = listener.drawn(drawn);
        if (writing.endTokens().contains(drawn.token())) {
            return Optional.of(FinishReason.EOS);
        }
        if (stopped) {
            return Optional.of(FinishReason.STOP);
        }
        boolean full = written == sampling.maxTokens() || prompt.length + written == writing.contextLength();
        return full ? Optional.of(FinishReason.LENGTH) : Optional.empty();
    }

    boolean isPerson() {
        return audience instanceof Audience.Person;
    }

    void enter(int newSlot) {
        slot = newSlot;
    }

    /** Whether its whole prompt has been computed, so that it writes a token each step. */
    boolean isWriting() {
        return nextChunk == chunks.size();
    }

    Chunk takeChunk() {
        return chunks.get(nextChunk++);
    }

    /** The token that its next step puts in; any, while its prompt is still being computed. */
    int lastToken() {
        return lastToken;
    }

    /** The first position that is not filled: where its next step writes. */
    int nextPosition() {
        return isWriting() ? prompt.length + written - 1 : chunks.get(nextChunk).start();
    }
}
