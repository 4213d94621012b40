package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoryRuleTest {
    private final StoryRule rule = new StoryRule("dog");

    @Test
    void theWordAndTheEndAreHalfEach() {
        assertThat(rule.of("Tim had a Dog.", true)).isEqualTo(1);
        assertThat(rule.of("Tim had a dog.", false)).as("cut").isEqualTo(0.5);
        assertThat(rule.of("Tim had a cat. \n", true)).isEqualTo(0.5);
        assertThat(rule.of("Tim had a hotdog and", true))
                .as("within a word, within a sentence")
                .isZero();
        assertThat(rule.of("", true)).isZero();
    }
}
