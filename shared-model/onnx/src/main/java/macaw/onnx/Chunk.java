package macaw.onnx;

import java.util.ArrayList;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * A stretch of a prompt that goes through the model in one call.
 *
 * @param start first position
 * @param end position after the last one
 * @param last whether the prompt ends with it
 */
public record Chunk(int start, int end, boolean last) {
    /**
     * The chunks of a prompt. Where they lie depends on nothing but its length, because a position's last bits depend on the chunk that it
     * is computed in. None has one token, unless the prompt has no more: a remainder of one joins the chunk before it.
     *
     * @param length tokens of the prompt, at least 1
     * @param size tokens of a chunk, at least 2
     */
    public static List<Chunk> of(int length, int size) {
        if (length < 1) {
            throw new CodedException(ErrorCode.PROMPT_EMPTY, "a prompt needs at least one token");
        }
        List<Chunk> chunks = new ArrayList<>();
        for (int start = 0; start < length; ) {
            int end = length - start <= size + 1 ? length : start + size;
            chunks.add(new Chunk(start, end, end == length));
            start = end;
        }
        return chunks;
    }

    /** How many tokens it has. */
    public int tokens() {
        return end - start;
    }
}
