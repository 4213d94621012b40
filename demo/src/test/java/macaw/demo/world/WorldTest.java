package macaw.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorldTest {
    private final World world = World.load();

    @Test
    void theWorldIsRichEnough() {
        assertThat(world.occasions().all()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(world.occasions().all())
                .allSatisfy(occasion -> assertThat(occasion.details())
                        .hasSizeGreaterThanOrEqualTo(9)
                        .doesNotHaveDuplicates());
        assertThat(world.categories().all()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(world.concepts().all()).hasSizeGreaterThanOrEqualTo(50);
        assertThat(world.topics().all())
                .allSatisfy(topic -> assertThat(topic.details()).hasSize(4));
        assertThat(world.dishes().all())
                .allSatisfy(dish -> assertThat(dish.steps()).isNotEmpty());
    }

    @Test
    void everyListHasSomethingKnownAndSomethingHeldOutAndNothingBoth() {
        assertThat(world.occasions().known())
                .doesNotContainAnyElementsOf(world.occasions().heldOut());
        assertThat(world.occasions().heldOut()).hasSize(world.occasions().all().size() / 4);
        assertThat(world.names().heldOut()).isNotEmpty();
        assertThat(world.news().heldOut()).isNotEmpty();
        assertThat(world.places().heldOut()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(world.objects().heldOut()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aDashIsNoWord() {
        assertThat(World.wordsOf("- Ben's ice cream\n- yo-yos")).containsExactly("ben's", "ice", "cream", "yo-yos");
    }

    @Test
    void drawingAgainWithTheSameNameGivesTheSame() {
        assertThat(Draw.of(7, "a", 3).some(world.chores(), 5))
                .isEqualTo(Draw.of(7, "a", 3).some(world.chores(), 5));
        assertThat(Draw.of(7, "a", 3).some(world.chores(), 5))
                .isNotEqualTo(Draw.of(7, "a", 4).some(world.chores(), 5));
    }

    @Test
    void aWeightOfZeroIsNeverDrawn() {
        for (int i = 0; i < 200; i++) {
            assertThat(Draw.of(1, "weights", i).weighted(1, 0, 1)).isNotEqualTo(1);
        }
    }
}
