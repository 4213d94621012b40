package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import macaw.bench.learn.StoryRule.Verdict;
import org.junit.jupiter.api.Test;

class StoryRuleTest {
    private final StoryRule rule = new StoryRule("dog");

    @Test
    void theWordAndTheEndAreHalfEach() {
        assertThat(rule.of("Tim had a Dog.", true)).isEqualTo(new Verdict(true, true));
        assertThat(rule.of("Tim had a dog.", false)).as("cut off").isEqualTo(new Verdict(true, false));
        assertThat(rule.of("Tim had a cat. \n", true)).isEqualTo(new Verdict(false, true));
        assertThat(rule.of("Tim had a hotdog and", true))
                .as("within a word, within a sentence")
                .isEqualTo(new Verdict(false, false));
        assertThat(rule.of("", true)).isEqualTo(new Verdict(false, false));
        assertThat(new Verdict(true, true).reward()).isEqualTo(1);
        assertThat(new Verdict(true, false).reward()).isEqualTo(0.5);
        assertThat(new Verdict(false, true).reward()).isEqualTo(0.5);
        assertThat(new Verdict(false, false).reward()).isZero();
    }

    @Test
    void theSpelledNameOfTheEndTokenIsNoPartOfTheStory() {
        assertThat(rule.of("The dog ran home. <|end_story|>", true)).isEqualTo(new Verdict(true, true));
        assertThat(rule.of("The dog ran<|end_story|>", true)).isEqualTo(new Verdict(true, false));
        assertThat(StoryRule.story("The dog ran home.\n<|end_story|>")).isEqualTo("The dog ran home.");
    }
}
