package macaw.demo.labelers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import macaw.demo.labelers.SimulatedLabeler.Judgement;
import macaw.demo.prompts.Instruction;
import macaw.demo.prompts.Instructions;
import macaw.demo.prompts.PromptSets;
import macaw.demo.rubric.Answer;
import macaw.demo.rubric.Rubric;
import macaw.demo.world.World;
import org.junit.jupiter.api.Test;

class SimulatedLabelerTest {
    private final World world = World.load();
    private final Rubric rubric = new Rubric(world);
    private final List<Instruction> prompts = PromptSets.draw(
                    new Instructions(world), 1, new PromptSets.Sizes(300, 10, 10, 10, 10))
            .demonstrations();
    private final Map<Manner, SimulatedLabeler> labelers = Arrays.stream(Manner.values())
            .collect(Collectors.toMap(
                    Function.identity(),
                    manner -> new SimulatedLabeler(manner, 1, new DemonstrationWriter(world), rubric, 1)));

    @Test
    void theCarefulOneWritesWhatTheRubricAsksForAndTheOthersLess() {
        assertThat(mean(Manner.CAREFUL)).isGreaterThan(0.99);
        assertThat(mean(Manner.HASTY)).isBetween(0.6, 0.85);
        assertThat(mean(Manner.RAMBLING)).isBetween(0.65, 0.9);
        assertThat(mean(Manner.CARELESS)).isBetween(0.55, 0.85);
        assertThat(mean(Manner.BLUNT)).isBetween(0.55, 0.85);
    }

    @Test
    void everyDemonstrationStartsWithACapitalOrADash() {
        for (SimulatedLabeler labeler : labelers.values()) {
            assertThat(prompts)
                    .allSatisfy(
                            prompt -> assertThat(labeler.demonstrate(prompt)).matches("(?s)[A-Z-].*"));
        }
    }

    @Test
    void theSameSeedGivesTheSameWork() {
        var again = new SimulatedLabeler(Manner.CARELESS, 1, new DemonstrationWriter(World.load()), rubric, 1);
        assertThat(prompts)
                .allSatisfy(prompt -> assertThat(again.demonstrate(prompt))
                        .isEqualTo(labeler(Manner.CARELESS).demonstrate(prompt)));
    }

    @Test
    void anotherOneOfAMannerHasItsOwnNameAndItsOwnMistakes() {
        var other = new SimulatedLabeler(Manner.CARELESS, 2, new DemonstrationWriter(world), rubric, 1);
        assertThat(other.name()).isEqualTo("simulated-careless-2");
        assertThat(prompts)
                .anySatisfy(prompt -> assertThat(other.demonstrate(prompt))
                        .isNotEqualTo(labeler(Manner.CARELESS).demonstrate(prompt)));
    }

    @Test
    void aRankingNamesEachOutputOnceAndPutsTheBetterFirst() {
        Instruction prompt = prompts.getFirst();
        String good = labeler(Manner.CAREFUL).demonstrate(prompt);
        List<Answer> outputs =
                List.of(new Answer("Who cares.", true), new Answer(good, true), new Answer("Who cares.", false));
        Judgement judgement = labeler(Manner.CAREFUL).judge(prompt, outputs);
        assertThat(judgement.ranking().stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(judgement.ranking().getFirst()).containsExactly(1);
        assertThat(judgement.ratings()).allSatisfy(rating -> assertThat(rating).isBetween(1, 7));
        assertThat(judgement.ratings().get(1)).isEqualTo(7);
    }

    @Test
    void theQuestionsAreAnsweredFromTheRubric() {
        var rude = rubric.judge(prompts.getFirst().task(), new Answer("Go away.", true));
        assertThat(SimulatedLabeler.says("inappropriate", rude)).isTrue();
        assertThat(SimulatedLabeler.says("fails_instruction", rude)).isTrue();
        assertThat(SimulatedLabeler.says("violent_content", rude)).isFalse();
    }

    private SimulatedLabeler labeler(Manner manner) {
        return java.util.Objects.requireNonNull(labelers.get(manner));
    }

    private double mean(Manner manner) {
        return prompts.stream()
                .mapToDouble(prompt -> rubric.judge(
                                prompt.task(), new Answer(labeler(manner).demonstrate(prompt), true))
                        .total())
                .average()
                .orElseThrow();
    }
}
