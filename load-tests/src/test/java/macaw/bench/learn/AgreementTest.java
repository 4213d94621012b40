package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.reward.ComparedPrompt;
import macaw.trainer.reward.KWiseLoss.Pair;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final List<Pair> FIRST_WINS = List.of(new Pair(0, 1));
    private static final float[] RIGHT = {1, 0};
    private static final float[] WRONG = {0, 1};
    private static final float[] EQUAL = {1, 1};

    private final Agreement agreement = new Agreement();

    @Test
    void aPromptThatTwoSeedsHeldOutIsOneDraw() {
        var share = agreement.add("a", List.of(prompt(1), prompt(2)), List.of(RIGHT, WRONG));
        assertThat(share.value()).isEqualTo(0.5);
        agreement.add("a", List.of(prompt(1), prompt(3)), List.of(RIGHT, EQUAL));
        assertThat(agreement.prompts("a")).isEqualTo(3);
        var both = agreement.of("a");
        assertThat(both.pairs()).isEqualTo(4);
        assertThat(both.value()).isEqualTo(2.5 / 4);
        // residuals 2 − 2·0.625, 0 − 0.625 and 0.5 − 0.625, of three draws
        double squares = 0.75 * 0.75 + 0.625 * 0.625 + 0.125 * 0.125;
        assertThat(both.standardError()).isCloseTo(Math.sqrt(squares * 3 / 2) / 4, within(1e-12));
    }

    @Test
    void twoJudgesAreComparedPromptByPrompt() {
        List<ComparedPrompt> prompts = List.of(prompt(1), prompt(2), prompt(3));
        agreement.add("a", prompts, List.of(RIGHT, RIGHT, WRONG));
        agreement.add("b", prompts, List.of(RIGHT, WRONG, WRONG));
        var difference = agreement.difference("a", "b");
        assertThat(difference.value()).isCloseTo(1 / 3.0, within(1e-12));
        // differences 0, 1, 0: unlike that of either share, the error knows that they agree on two
        assertThat(difference.standardError()).isCloseTo(Math.sqrt(6 / 9.0 * 3 / 2) / 3, within(1e-12));
        assertThat(agreement.difference("b", "a").value()).isCloseTo(-1 / 3.0, within(1e-12));
    }

    @Test
    void judgesOfDifferentPairsAreNotCompared() {
        agreement.add("a", List.of(prompt(1)), List.of(RIGHT));
        agreement.add("b", List.of(prompt(2)), List.of(RIGHT));
        assertThatThrownBy(() -> agreement.difference("a", "b")).hasMessageContaining("different pairs");
    }

    @Test
    void anEpochOfPairsHasAsManyStepsAsOneOfPrompts() {
        var ranked = new ComparedPrompt(prompt(4).outputs(), List.of(new Pair(0, 1), new Pair(0, 1), new Pair(1, 0)));
        // 5 prompts, 2 a step, are 3 steps; so are their 11 pairs, 4 a step
        assertThat(RewardPeerTask.pairsAStep(List.of(ranked, ranked, ranked, prompt(1), prompt(2)), 2))
                .isEqualTo(4);
        assertThat(RewardPeerTask.pairsAStep(List.of(prompt(1), prompt(2), prompt(3)), 2))
                .isEqualTo(2);
    }

    /** Two outputs, of which the first was preferred. */
    private static ComparedPrompt prompt(int token) {
        return new ComparedPrompt(
                List.of(
                        TokenSequence.of(new int[] {token}, new int[] {7}),
                        TokenSequence.of(new int[] {token}, new int[] {8})),
                FIRST_WINS);
    }
}
