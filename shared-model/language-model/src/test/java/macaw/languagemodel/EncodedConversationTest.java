package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EncodedConversationTest {
    /** user, an answer that ends with 2, user, an answer that ends with 3, and two tokens that the template writes behind it: 2 is learnt. */
    private static final EncodedConversation TWO_ANSWERS = new EncodedConversation(
            new int[] {1, 10, 2, 1, 11, 12, 3, 2, 4},
            new boolean[] {false, true, true, false, true, true, true, true, false});

    @Test
    void theLastAnswerEndsWithItsFirstTokenThatLetsOneEnd() {
        assertThat(TWO_ANSWERS.answerEnd(Set.of(2, 3))).isEqualTo(7);
        assertThat(TWO_ANSWERS.answerEnd(Set.of(2))).isEqualTo(8);
    }

    @Test
    void whereNoTokenEndsItItEndsWithWhatIsLearnt() {
        assertThat(TWO_ANSWERS.answerEnd(Set.of(4))).isEqualTo(8);
    }
}
