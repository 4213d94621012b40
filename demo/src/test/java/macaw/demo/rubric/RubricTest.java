package macaw.demo.rubric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import macaw.demo.prompts.Task;
import macaw.demo.prompts.Task.Explaining;
import macaw.demo.prompts.Task.Listing;
import macaw.demo.prompts.Task.Locating;
import macaw.demo.prompts.Task.Noting;
import macaw.demo.prompts.Task.Summarising;
import macaw.demo.world.World;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RubricTest {
    private static final Offset<Double> EXACTLY = within(1e-12);

    private final Rubric rubric = new Rubric(World.load());
    private final Task fruit = new Listing(Set.of("apples", "pears", "plums", "figs"), 3);

    @Test
    void aWholeListInFormScoresOne() {
        assertThat(judge(fruit, "- apples\n- plums\n- figs").total()).isEqualTo(1, EXACTLY);
    }

    @Test
    void aWrongItemAndOneTooManyLowerWhatIsOnThePoint() {
        // two right of four given
        assertThat(judge(fruit, "- apples\n- plums\n- bread\n- milk").onPoint()).isEqualTo(0.5, EXACTLY);
        // one right, three wanted
        assertThat(judge(fruit, "- apples\n").onPoint()).isEqualTo(1 / 3., EXACTLY);
    }

    @Test
    void anEnumerationOnOneLineHasHalfTheForm() {
        RubricScore score = judge(fruit, "Apples, plums and figs.");
        assertThat(score.onPoint()).isEqualTo(1, EXACTLY);
        assertThat(score.form()).isEqualTo(0.5, EXACTLY);
        assertThat(score.total()).isEqualTo(0.95, EXACTLY);
    }

    @Test
    void aRepeatedItemCountsOnceAndCostsTwice() {
        RubricScore score = judge(fruit, "- apples\n- apples\n- figs\n- figs");
        assertThat(score.onPoint()).isEqualTo(0.5, EXACTLY);
        assertThat(score.noRepeats()).isEqualTo(0.5, EXACTLY);
        // 0.55 * 0.5 + 0.1 + 0.1 * 0.5 + 0.15 + 0.05 + 0.05
        assertThat(score.total()).isEqualTo(0.675, EXACTLY);
    }

    @Test
    void mannersCountHalfWhenNothingIsOnThePoint() {
        // (0.1 + 0.1 + 0.15 + 0.05 + 0.05) / 2
        assertThat(judge(fruit, "- bread\n- milk\n- tea").total()).isEqualTo(0.225, EXACTLY);
    }

    @Test
    void rudenessAndUnknownWordsAndACutAnswerCostTheirShare() {
        RubricScore score = rubric.judge(fruit, new Answer("Do it yourself, blockhead.", false));
        assertThat(score.polite()).isZero();
        assertThat(score.knownWords()).isZero();
        assertThat(score.ends()).isZero();
    }

    @Test
    void anEmptyAnswerIsWorthNothing() {
        assertThat(judge(fruit, " \n").total()).isZero();
    }

    @Test
    void anExplanationNeedsTwoRightSentences() {
        Task rain = new Explaining("rain", List.of("Rain fills rivers and lakes.", "After rain the streets are wet."));
        assertThat(judge(rain, "Rain fills rivers and lakes. After rain the streets are wet.")
                        .total())
                .isEqualTo(1, EXACTLY);
        assertThat(judge(rain, "Rain fills rivers and lakes.").onPoint()).isEqualTo(0.5, EXACTLY);
        assertThat(judge(rain, "Rain fills rivers and lakes. A dog wags its tail. Snow is white and cold.")
                        .onPoint())
                .isEqualTo(1 / 3., EXACTLY);
    }

    @Test
    void aNoteNeedsTheRightNameAndItsTopic() {
        Task note = new Noting("Anna", List.of("The party starts at eight.", "Please bring some music."));
        assertThat(judge(note, "Dear Anna,\nThe party starts at eight. Please bring some music.")
                        .total())
                .isEqualTo(1, EXACTLY);
        assertThat(judge(note, "Dear Ben,\nThe party starts at eight. Please bring some music.")
                        .onPoint())
                .isEqualTo(0.6, EXACTLY);
        assertThat(judge(note, "Please bring some music.").onPoint()).isEqualTo(0.3, EXACTLY);
        assertThat(judge(note, "Please bring some music.").form()).isEqualTo(0.5, EXACTLY);
    }

    @Test
    void aSummaryIsTheEventAlone() {
        Task storm = new Summarising("A storm hit Oakford.", "Oakford");
        assertThat(judge(storm, "A storm hit Oakford.").onPoint()).isEqualTo(1, EXACTLY);
        assertThat(judge(storm, "A storm hit Oakford. Many trees fell.").onPoint())
                .isEqualTo(0.5, EXACTLY);
        assertThat(judge(storm, "Snow covered Oakford.").onPoint()).isEqualTo(0.2, EXACTLY);
        assertThat(judge(storm, "Snow covered Ashby.").onPoint()).isZero();
    }

    @Test
    void aPlaceAloneIsHalfAnAnswer() {
        Task cup = new Locating("cup", "on the table");
        assertThat(judge(cup, "The cup is on the table.").onPoint()).isEqualTo(1, EXACTLY);
        assertThat(judge(cup, "On the table.").onPoint()).isEqualTo(0.5, EXACTLY);
        assertThat(judge(cup, "The cup is on the roof.").onPoint()).isZero();
        assertThat(judge(cup, "The cup is on the table. The key is on the table.")
                        .onPoint())
                .isEqualTo(0.5, EXACTLY);
    }

    private RubricScore judge(Task task, String text) {
        return rubric.judge(task, new Answer(text, true));
    }
}
