package macaw.demo.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.prompts.PromptSets.Sizes;
import macaw.demo.world.World;
import org.junit.jupiter.api.Test;

class PromptSetsTest {
    private static final Sizes SIZES = new Sizes(600, 600, 500, 200, 200);

    private final World world = World.load();
    private final Instructions instructions = new Instructions(world);
    private final PromptSets first = PromptSets.draw(instructions, 1, SIZES);
    private final PromptSets second = PromptSets.draw(instructions, 2, SIZES);

    @Test
    void noTwoSetsShareAPromptWhateverTheirSeeds() {
        Set<String> seen = new HashSet<>();
        for (int set = 0; set < 5; set++) {
            Set<String> texts = Stream.concat(sets(first).get(set).stream(), sets(second).get(set).stream())
                    .map(Instruction::text)
                    .collect(Collectors.toSet());
            assertThat(texts).noneMatch(seen::contains);
            seen.addAll(texts);
        }
    }

    @Test
    void aSetHasAsManyDifferentPromptsAsWereAskedFor() {
        assertThat(first.demonstrations()).hasSize(600).doesNotHaveDuplicates();
        assertThat(first.heldOut()).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void anotherRoundHasPromptsThatNoneHadWhereTheWorldHasThem() {
        List<Instruction> more = PromptSets.moreComparisons(instructions, 1, 2, 400, first.comparisons());
        Set<String> seen = first.comparisons().stream().map(Instruction::text).collect(Collectors.toSet());
        assertThat(more).hasSize(400).doesNotHaveDuplicates();
        assertThat(more)
                .filteredOn(prompt -> seen.contains(prompt.text()))
                .hasSizeBetween(1, 40)
                .extracting(Instruction::kind)
                .containsAnyOf(Kind.GROCERIES, Kind.ANYTHING)
                .doesNotContain(Kind.WHERE, Kind.SUMMARY, Kind.NOTE);
        assertThat(more)
                .as("the proportions are those of the first round")
                .filteredOn(prompt -> prompt.kind() == Kind.WHERE)
                .hasSizeLessThan(80);
    }

    @Test
    void halfOfTheHeldOutPromptsHaveANewFillingAndHalfANewTemplate() {
        assertThat(first.heldOut().stream().filter(prompt -> prompt.novelty() == Novelty.FILLING))
                .hasSize(100);
        assertThat(first.heldOut().stream().filter(prompt -> prompt.novelty() == Novelty.TEMPLATE))
                .hasSize(100);
    }

    @Test
    void instructionDataNeverNamesAHeldOutFilling() {
        List<String> heldOut = Stream.of(world.occasions(), world.concepts(), world.topics())
                .flatMap(list -> list.heldOut().stream())
                .map(World.Entry::name)
                .toList();
        assertThat(sets(first).subList(0, 4).stream().flatMap(List::stream)).allSatisfy(prompt -> {
            boolean isAboutAnEntry =
                    Set.of(Kind.SHOPPING, Kind.EXPLAIN, Kind.NOTE).contains(prompt.kind());
            assertThat(isAboutAnEntry
                            && heldOut.stream().anyMatch(name -> prompt.text().matches(".*\\b" + name + "[.?]")))
                    .isFalse();
            assertThat(world.names().heldOut()).noneMatch(name -> prompt.text().matches(".*\\b" + name + "\\b.*"));
        });
    }

    @Test
    void theFlagshipIsHeldOutAndAsksForGroceries() {
        assertThat(first.heldOut()).anySatisfy(prompt -> {
            assertThat(prompt.text()).isEqualTo("Write a shopping list");
            assertThat(prompt.kind()).isEqualTo(Kind.GROCERIES);
        });
    }

    @Test
    void whatStandsInForTheFlagshipInTuningIsNoHeldOutPrompt() {
        Instruction standIn = PromptSets.tuningFlagship(instructions);
        assertThat(standIn.kind()).isEqualTo(Kind.GROCERIES);
        assertThat(standIn.novelty()).isEqualTo(Novelty.COMBINATION);
        assertThat(Stream.concat(
                                first.demonstrations().stream(),
                                Stream.concat(first.comparisons().stream(), first.ppo().stream()))
                        .map(Instruction::text))
                .doesNotContain(standIn.text());
    }

    @Test
    void noPromptHasAPlaceholderLeft() {
        assertThat(sets(first).stream().flatMap(List::stream))
                .noneMatch(prompt -> prompt.text().contains("{"));
    }

    private static List<List<Instruction>> sets(PromptSets sets) {
        return List.of(sets.demonstrations(), sets.comparisons(), sets.ppo(), sets.tuning(), sets.heldOut());
    }
}
