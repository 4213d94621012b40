package macaw.trainer.sft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import macaw.trainer.learning.EpochOrder;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.pretrain.PackedText;
import org.junit.jupiter.api.Test;

class PretrainingShareTest {
    /** Documents of 20 tokens in all: six rows of 3 an epoch. */
    private static final List<int[]> DOCUMENTS = IntStream.range(0, 4)
            .mapToObj(i -> new int[] {1, 10 + i, 20 + i, 30 + i, 2})
            .toList();

    /**
     * Five demonstrations of 6 learnt tokens, two a step: 12, 24, 30 of them after the steps of the first epoch, 42, 54, 60 of the second. A quarter of all
     * is a third of these: 4, 8, 10, 14, 18, 20, in whole rows of 3: 1, 2, 3, 4, 6, 6.
     */
    @Test
    void theTextIsItsShareOfAllTokensAfterEveryStep() {
        PretrainingShare share = quarter();
        assertThat(LongStream.range(0, 6).mapToObj(step -> share.rows(step).size()))
                .containsExactly(1, 1, 1, 1, 2, 0);
    }

    @Test
    void noRowIsLeftOutOrReadTwiceWhicheverStepIsAskedForFirst() {
        List<int[]> read = LongStream.range(0, 6)
                .mapToObj(step -> quarter().rows(step))
                .flatMap(List::stream)
                .map(TokenSequence::tokens)
                .toList();
        assertThat(read)
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(
                        text().rows(0, 6).stream().map(TokenSequence::tokens).toList());
    }

    @Test
    void everyTokenOfTheTextButTheFirstIsLearnt() {
        assertThat(quarter().rows(0).getFirst().targets()).containsExactly(1, 2, 3);
    }

    private static PretrainingShare quarter() {
        return new PretrainingShare(new EpochOrder(3, 5, 2), new int[] {6, 6, 6, 6, 6}, text(), 0.25);
    }

    private static PackedText text() {
        return PackedText.mixed(3, DOCUMENTS, 3);
    }
}
