package macaw.reward.scoring;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.ToIntFunction;

/**
 * Which of the waiting sequences share the next batch. A batch is a rectangle as wide as its longest sequence, and its area is what it
 * costs: the first in the queue is always in, and further ones join in their order while the rectangle stays within the bound.
 */
final class TokenBatches {
    private TokenBatches() {}

    /**
     * Takes the next batch out of the queue; empty when nothing waits.
     *
     * @param length tokens of a sequence
     * @param maxTokens bound of width times rows
     */
    static <J> List<J> take(Queue<J> waiting, ToIntFunction<J> length, int maxTokens) {
        var batch = new ArrayList<J>();
        int width = 0;
        for (Iterator<J> jobs = waiting.iterator(); jobs.hasNext(); ) {
            J job = jobs.next();
            int wider = Math.max(width, length.applyAsInt(job));
            if (batch.isEmpty() || (long) wider * (batch.size() + 1) <= maxTokens) {
                batch.add(job);
                width = wider;
                jobs.remove();
            }
        }
        return batch;
    }
}
