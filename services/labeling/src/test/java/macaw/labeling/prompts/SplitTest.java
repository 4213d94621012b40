package macaw.labeling.prompts;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static NewPrompt prompt(String text, String group, Optional<Split> split) {
        return new NewPrompt("p1", text, "", "", "", Sensitivity.NONE, group, split);
    }

    @Test
    void aGroupsSplitIsAFunctionOfItsNameAlone() {
        // int(hashlib.sha256(group).hexdigest(), 16) % 10 is 4, 8 and 9 in Python: these must never change
        assertThat(Split.ofGroup("lists")).isEqualTo(Split.TRAIN);
        assertThat(Split.ofGroup("recipes")).isEqualTo(Split.VALIDATION);
        assertThat(Split.ofGroup("letters")).isEqualTo(Split.TEST);
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        for (int i = 0; i < 10_000; i++) {
            counts.merge(Split.ofGroup("group " + i), 1, Integer::sum);
        }
        assertThat(counts.get(Split.TRAIN)).isBetween(7_800, 8_200);
        assertThat(counts.get(Split.VALIDATION)).isBetween(850, 1_150);
        assertThat(counts.get(Split.TEST)).isBetween(850, 1_150);
    }

    @Test
    void promptsOfOneTextAreOneGroupWhateverTheirIds() {
        var one = new NewPrompt("a", "Write a list.", "", "", "", Sensitivity.NONE, "", Optional.empty());
        var other = new NewPrompt("b", "Write a list.", "lists", "web", "en", Sensitivity.NONE, " ", Optional.empty());
        assertThat(one.group()).isEqualTo(other.group());
    }

    @Test
    void whatIsRecordedForTheGroupWinsOverTheHash() {
        var settled = prompt("Write.", "g", Optional.empty()).settled("default", "p", Optional.of(Split.TEST));
        assertThat(settled.split()).isEqualTo(Split.TEST);
    }

    @Test
    void askingForAnotherSplitThanTheGroupsIsAConflict() {
        var wanted = prompt("Write.", "g", Optional.of(Split.TRAIN));
        assertRefused(ErrorCode.PROMPT_CONFLICT, () -> wanted.settled("default", "p", Optional.of(Split.TEST)));
    }

    @Test
    void anEmptyPromptIsRefused() {
        assertRefused(ErrorCode.PROMPT_EMPTY, () -> prompt(" \n", "g", Optional.empty()));
    }

    @Test
    void controlCharactersAndHalfCharactersAreRefusedAndMarkupIsNot() {
        assertRefused(ErrorCode.TEXT_INVALID, () -> prompt("a\u0000b", "g", Optional.empty()));
        assertRefused(ErrorCode.TEXT_INVALID, () -> prompt("a\uD83Eb", "g", Optional.empty()));
        assertThat(prompt("<script>\t🦜</script>\n", "g", Optional.empty()).text())
                .contains("<script>");
    }

    @Test
    void aPromptThatIsTooLongIsRefused() {
        assertRefused(ErrorCode.PROMPT_TOO_LONG, () -> prompt("a".repeat(20_001), "g", Optional.empty()));
    }
}
