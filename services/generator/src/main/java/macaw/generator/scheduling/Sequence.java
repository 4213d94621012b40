package macaw.generator.scheduling;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.sampling.Drawn;
import macaw.generator.sampling.Sampler;
import macaw.onnx.Chunk;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;
import org.jspecify.annotations.Nullable;

/** A prompt on its way to an answer. Belongs to the scheduler from submission on. */
public final class Sequence {
    private final VersionRef policy;
    private final Audience audience;
    private final int[] prompt;
    private final Choice choice;
    private final Writing writing;
    private final SequenceListener listener;
    private final List<Chunk> chunks;

    private @Nullable SharedPrompt shared;
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
    public record Writing(int contextLength, int vocabulary, int chunk, Set<Integer> endTokens) {
        private void requireIds(int[] ids) {
            for (int id : ids) {
                if (id < 0 || id >= vocabulary) {
                    throw new CodedException(
                            ErrorCode.TOKEN_OUT_OF_VOCABULARY,
                            "token " + id + " is not in the vocabulary of " + vocabulary);
                }
            }
        }
    }

    /**
     * A new sequence. Errors: PROMPT_EMPTY, PROMPT_TOO_LONG (no position is left for an answer), TOKEN_OUT_OF_VOCABULARY.
     *
     * @param policy the one version that writes the answer
     * @param choice how its tokens come about
     */
    public Sequence(
            VersionRef policy,
            Writing writing,
            Audience audience,
            int[] prompt,
            Choice choice,
            SequenceListener listener) {
        if (prompt.length + choice.leastTokens() > writing.contextLength()) {
            throw new CodedException(
                    ErrorCode.PROMPT_TOO_LONG,
                    "a prompt of " + prompt.length + " tokens leaves no room for an answer in the context of "
                            + writing.contextLength());
        }
        writing.requireIds(prompt);
        if (choice instanceof Choice.Given(int[] tokens)) {
            writing.requireIds(tokens);
        }
        this.chunks = Chunk.of(prompt.length, writing.chunk());
        this.policy = policy;
        this.writing = writing;
        this.audience = audience;
        this.prompt = prompt.clone();
        this.choice = choice;
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

    public int promptTokens() {
        return prompt.length;
    }

    public SequenceListener listener() {
        return listener;
    }

    /** The next token of the answer, as its choice has it. */
    public Drawn choose(Sampler sampler, float[] logits) {
        return switch (choice) {
            case Choice.Sampled(Sampling sampling, long seed) -> sampler.draw(logits, sampling, seed, written);
            case Choice.Given(int[] tokens) -> sampler.given(logits, tokens[written]);
        };
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
        return switch (choice) {
            case Choice.Given(int[] tokens) ->
                written == tokens.length ? Optional.of(FinishReason.LENGTH) : Optional.empty();
            case Choice.Sampled(Sampling sampling, long seed) -> {
                if (writing.endTokens().contains(drawn.token())) {
                    yield Optional.of(FinishReason.EOS);
                }
                if (stopped) {
                    yield Optional.of(FinishReason.STOP);
                }
                boolean full = written == sampling.maxTokens() || prompt.length + written == writing.contextLength();
                yield full ? Optional.of(FinishReason.LENGTH) : Optional.empty();
            }
        };
    }

    boolean isPerson() {
        return audience instanceof Audience.Person;
    }

    /** What others must have in common with it to share its prompt. */
    SharedPrompt.Key promptKey() {
        return new SharedPrompt.Key(policy, IntBuffer.wrap(prompt));
    }

    boolean isSubmitted() {
        return shared != null;
    }

    /** Its prompt, once it was submitted. */
    SharedPrompt shared() {
        return Objects.requireNonNull(shared, "the sequence was not submitted");
    }

    void submitted(SharedPrompt prompt) {
        shared = prompt;
    }

    void enter(int newSlot) {
        slot = newSlot;
    }

    /** Whether its whole prompt has been computed, so that it writes a token each step. */
    boolean isWriting() {
        return nextChunk == chunks.size();
    }

    Chunk nextChunk() {
        return chunks.get(nextChunk);
    }

    Chunk takeChunk() {
        return chunks.get(nextChunk++);
    }

    /** Its prompt lies in its slot though it was computed in another. */
    void copiedPrompt() {
        nextChunk = chunks.size();
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
