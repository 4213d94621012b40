package macaw.labeling.prompts;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final Project DEMONSTRATIONS =
            Project.open("default", "write", 1, "", new Project.Work.Demonstrations());
    private static final Project BRIEFS = Project.open("default", "briefs", 1, "", new Project.Work.Prompts());

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
    void whatIsRecordedForTheGroupWinsOverTheHash() {
        var settled = prompt("Write.", "g", Optional.empty()).settled("default", "p", "g", Optional.of(Split.TEST));
        assertThat(settled.split()).isEqualTo(Split.TEST);
    }

    @Test
    void askingForAnotherSplitThanTheGroupsIsAConflict() {
        var wanted = prompt("Write.", "g", Optional.of(Split.TRAIN));
        assertRefused(ErrorCode.PROMPT_CONFLICT, () -> wanted.settled("default", "p", "g", Optional.of(Split.TEST)));
    }

    @Test
    void aTextIsTheSameWhateverSurroundsItAndEndsItsLines() {
        // hashlib.sha256(b"Write a list.\nOr two.").hexdigest() in Python: the migration V10 and every later upload
        // count on it
        String key = "0e867e2eb663f215700d58b00dc33958260e9d1b99daf8eed6c0c2c01d7f73b6";
        assertThat(List.of(
                        "Write a list.\nOr two.",
                        "Write a list.\r\nOr two.\r\n",
                        "Write a list.\rOr two.",
                        "\u00A0\t Write a list.\nOr two.\u2028\u3000\n"))
                .extracting(text -> TextKey.of(text).sha256())
                .containsOnly(key);
        assertThat(TextKey.of("Write a list. Or two.").sha256()).isNotEqualTo(key);
        assertThat(TextKey.of("Write  a list.\nOr two.").sha256()).isNotEqualTo(key);
    }

    @Test
    void aPromptWithoutAGroupJoinsThatOfItsTextAndTheFirstFoundsOne() {
        Settling settling = settle(
                DEMONSTRATIONS,
                Recorded.NOTHING,
                sent("a", "One.", "", null),
                sent("b", " One.\n", "", null),
                sent("c", "Two.", "letters", null),
                sent("d", "Two.\n", "", null));
        String founded = "text:" + TextKey.of("One.").sha256();
        assertThat(settling.added())
                .extracting(Prompt::text, Prompt::group, Prompt::split)
                .containsExactly(
                        tuple("One.", founded, Split.ofGroup(founded)),
                        tuple(" One.\n", founded, Split.ofGroup(founded)),
                        tuple("Two.", "letters", Split.TEST),
                        tuple("Two.\n", "letters", Split.TEST));
        assertThat(settling.newTexts()).isEqualTo(Map.of(TextKey.of("One."), founded, TextKey.of("Two."), "letters"));
    }

    @Test
    void aGroupOrASplitThatTakesATextElsewhereIsAConflictAndAnotherGroupOfTheSameSplitIsNot() {
        var recorded = new Recorded(
                Map.of("letters", Split.TEST, "more", Split.TEST), Map.of(TextKey.of("One."), "letters"), Map.of());
        PromptsRefused refused = catchThrowableOfType(
                PromptsRefused.class,
                () -> settle(
                        DEMONSTRATIONS,
                        recorded,
                        sent("a", "One.", "lists", null),
                        sent("b", "One.", "more", null),
                        sent("c", "One. ", "new", Split.TRAIN),
                        sent("d", "One.", "", Split.TRAIN),
                        sent("e", "One.", "new", Split.TEST),
                        sent("f", "Two.", "", Split.TRAIN),
                        sent("g", "Two.\r\n", "", Split.VALIDATION)));
        assertThat(refused.conflicts())
                .extracting(
                        PromptsRefused.Conflict::index, PromptsRefused.Conflict::code, PromptsRefused.Conflict::field)
                .containsExactly(
                        tuple(0, ErrorCode.PROMPT_CONFLICT, "group"),
                        tuple(2, ErrorCode.PROMPT_CONFLICT, "split"),
                        tuple(3, ErrorCode.PROMPT_CONFLICT, "split"),
                        tuple(6, ErrorCode.PROMPT_CONFLICT, "split"));
        assertThat(refused.conflicts().getFirst().detail())
                .isEqualTo("prompt \"a\" would be in split TRAIN with group \"lists\", but its text is known in group"
                        + " \"letters\", which is in TEST for ever");
    }

    @Test
    void whatIsThereMayBeSentAgainAlsoWhereItsTextIsInTwoSplits() {
        var there = new Prompt("default", "write", "a", "One.\n", "", "", "", Sensitivity.NONE, "lists", Split.TRAIN);
        var recorded = new Recorded(
                Map.of("lists", Split.TRAIN, "letters", Split.TEST),
                Map.of(TextKey.of("One."), "letters"),
                Map.of("a", there));
        assertThat(settle(
                                DEMONSTRATIONS,
                                recorded,
                                sent("a", "One.\n", "", null),
                                sent("a", "One.\n", "lists", Split.TRAIN))
                        .added())
                .isEmpty();
    }

    @Test
    void briefsAreNoTextsThatAModelIsTaughtBy() {
        var recorded = new Recorded(Map.of("letters", Split.TEST), Map.of(TextKey.of("One."), "letters"), Map.of());
        Settling settling =
                settle(BRIEFS, recorded, sent("a", "One.", "lists", null), sent("b", "Two.", "lists", null));
        assertThat(settling.added())
                .extracting(Prompt::split)
                .containsOnly(Split.TRAIN)
                .hasSize(2);
        assertThat(settling.newTexts()).isEmpty();
    }

    private static NewPrompt sent(String id, String text, String group, @Nullable Split split) {
        return new NewPrompt(id, text, "", "", "", Sensitivity.NONE, group, Optional.ofNullable(split));
    }

    private static Settling settle(Project project, Recorded recorded, NewPrompt... prompts) {
        return Settling.of(project, List.of(prompts), recorded);
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
