package macaw.trainer.sft;

import java.util.Arrays;
import java.util.List;
import macaw.trainer.learning.EpochOrder;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.pretrain.PackedText;

/**
 * Pretraining text among demonstrations (InstructGPT 2022, C.3): after every step it is a share of all tokens that were learnt so far, to within a row of
 * text. Which rows a step has is a function of the step alone.
 */
final class PretrainingShare {
    private final EpochOrder order;
    private final int[] learnt;
    private final long learntInEpoch;
    private final PackedText text;
    private final double share;
    private long cachedEpoch = -1;
    private long[] cached = {};

    /**
     * @param order of the demonstrations
     * @param learnt tokens that each of them learns
     * @param share of the text in all learnt tokens, in (0, 1)
     */
    PretrainingShare(EpochOrder order, int[] learnt, PackedText text, double share) {
        this.order = order;
        this.learnt = learnt.clone();
        this.learntInEpoch = Arrays.stream(learnt).asLongStream().sum();
        this.text = text;
        this.share = share;
    }

    /** The text of step {@code step}, from 0; may be none. */
    List<TokenSequence> rows(long step) {
        long from = rowsBefore(step);
        return text.rows(from, Math.toIntExact(rowsBefore(step + 1) - from));
    }

    /** Whole rows in share / (1 − share) times the tokens of the demonstrations before that step. */
    private long rowsBefore(long step) {
        long epoch = step / order.stepsPerEpoch();
        long demonstrated = epoch * learntInEpoch + before(epoch)[Math.toIntExact(step % order.stepsPerEpoch())];
        return (long) (demonstrated * share / (1 - share) / text.rowLength());
    }

    /** Tokens learnt before each step of an epoch. */
    private long[] before(long epoch) {
        if (epoch != cachedEpoch) {
            int[] rows = order.epoch(epoch);
            cached = new long[Math.toIntExact(order.stepsPerEpoch())];
            for (int step = 1; step < cached.length; step++) {
                cached[step] = cached[step - 1];
                for (int i = (step - 1) * order.batchSize(); i < step * order.batchSize(); i++) {
                    cached[step] += learnt[rows[i]];
                }
            }
            cachedEpoch = epoch;
        }
        return cached;
    }
}
