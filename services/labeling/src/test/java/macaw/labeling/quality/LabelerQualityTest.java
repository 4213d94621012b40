package macaw.labeling.quality;

import static macaw.labeling.quality.Judging.judgement;
import static macaw.labeling.quality.Judging.labeler;
import static macaw.labeling.quality.Judging.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelerQualityTest {
    private static final double THRESHOLD = 0.75;
    private static final List<String> NAMES = List.of("ann", "ben", "cem", "dan", "eve", "fay");

    /** Commons Math's default: the value at p (n + 1) of the sorted, between neighbours by parts; 1 to 9: 10 % at 1, 50 % at 5, 90 % at 9. */
    @Test
    void timesAreMedianAndTenths() {
        List<Judgement> judgements = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> timed(judgement(i, "ann", output(0, 5), output(1, 4)), i * 1000))
                .toList();
        assertThat(WorkTime.of(judgements)).isEqualTo(new WorkTime(5_000, 1_000, 9_000, 45_000));
        assertThat(of(judgements).getFirst().time()).contains(new WorkTime(5_000, 1_000, 9_000, 45_000));
    }

    /** Of 1 2 3 4 100: median 3, distances 2 1 0 1 97, their median 1; 0.6745 * 97 / 1. */
    @Test
    void theRobustScoreIsTheOneComputedByHand() {
        var score = RobustScore.among(new double[] {1, 2, 3, 4, 100});
        assertThat(score.of(100).getAsDouble()).isCloseTo(0.6745 * 97, within(1e-12));
        assertThat(score.of(2).getAsDouble()).isCloseTo(-0.6745, within(1e-12));
        assertThat(RobustScore.among(new double[] {1, 2, 3, 4}).of(100)).isEmpty();
        assertThat(RobustScore.among(new double[] {1, 1, 1, 4, 5}).of(100)).isEmpty();
    }

    @Test
    void whoeverIsFarFasterThanTheOthersIsSaidToBe() {
        List<Judgement> judgements = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            int millis = NAMES.get(i).equals("eve") ? 900 : 60_000 + 5_000 * i;
            judgements.add(timed(judgement(1, NAMES.get(i), output(0, 5), output(1, 4)), millis));
        }
        List<LabelerQuality> qualities = of(judgements);
        assertThat(qualities).allSatisfy(quality -> {
            boolean eve = quality.labeler().pseudonym().equals("eve");
            assertThat(quality.signals().contains(Signal.FAST)).isEqualTo(eve);
            assertThat(quality.oddTimes()).hasSize(eve ? 1 : 0);
        });
        var odd = qualities.get(4).oddTimes().getFirst();
        assertThat(odd.durationMillis()).isEqualTo(900);
        assertThat(odd.score()).isLessThan(-RobustScore.LIMIT);
    }

    /**
     * Ben always ranks first what was shown first, of two: 12 of 12, expected 6, variance 12 * 1/4 = 3, so 6 / sqrt(3) = 3.46 deviations.
     * Ann ranks it first every other time: 6 of 12, no deviation.
     */
    @Test
    void whoeverPrefersWhatIsShownFirstIsSaidTo() {
        List<Judgement> judgements = new ArrayList<>();
        for (int task = 0; task < 12; task++) {
            judgements.add(judgement(task, "ben", output(0, 5), output(1, 4)));
            judgements.add(judgement(task, "ann", output(task % 2, 5), output(1 - task % 2, 4)));
        }
        List<LabelerQuality> qualities = of(judgements);
        Habits ben = qualities.getLast().habits();
        assertThat(ben.firstShownShare()).hasValue(1);
        assertThat(ben.firstShownChance()).hasValue(0.5);
        assertThat(ben.firstShownScore().getAsDouble()).isCloseTo(6 / Math.sqrt(3), within(1e-12));
        assertThat(qualities.getLast().signals()).contains(Signal.POSITION);
        assertThat(qualities.getFirst().habits().firstShownScore()).hasValue(0);
        assertThat(qualities.getFirst().signals()).doesNotContain(Signal.POSITION);
    }

    /** Two best of three: 2/3 by chance. All three tied: certain, which says nothing. */
    @Test
    void chanceKnowsTies() {
        Habits two = Habits.of(List.of(judgement(1, "ann", output(1, 4), output(0, 4), output(0, 4))));
        assertThat(two.firstShownBest()).isZero();
        assertThat(two.firstShownChance().getAsDouble()).isCloseTo(2.0 / 3, within(1e-12));
        Habits all = Habits.of(List.of(judgement(1, "ann", output(0, 4), output(0, 4))));
        assertThat(all.firstShownScore()).isEmpty();
        assertThat(Habits.of(List.of()).firstShownChance()).isEmpty();
        assertThat(Habits.of(List.of()).commonestShare()).isEmpty();
    }

    @Test
    void straightLinesAreSaidOfWhomeverDrawsThemMoreThanTheOthers() {
        List<Judgement> judgements = new ArrayList<>();
        for (int task = 0; task < 15; task++) {
            judgements.add(judgement(task, "ann", output(0, 4), output(1, 4)));
            judgements.add(judgement(task, "ben", output(0, 4 + task % 3), output(1, 1 + task % 2)));
        }
        List<LabelerQuality> qualities = of(judgements);
        assertThat(qualities.getFirst().habits().flatShare()).hasValue(1);
        assertThat(qualities.getFirst().habits().commonestRating()).isEqualTo(4);
        assertThat(qualities.getFirst().signals()).contains(Signal.STRAIGHT_LINES, Signal.SAME_RATING);
        assertThat(qualities.getLast().signals()).doesNotContain(Signal.STRAIGHT_LINES, Signal.SAME_RATING);
        // where everybody finds no difference, the outputs have none
        List<Judgement> alike = new ArrayList<>();
        for (int task = 0; task < 15; task++) {
            alike.add(judgement(task, "ann", output(0, 4), output(0, 4)));
            alike.add(judgement(task, "ben", output(0, 4), output(0, 4)));
        }
        assertThat(of(alike))
                .allSatisfy(quality -> assertThat(quality.signals())
                        .doesNotContain(Signal.STRAIGHT_LINES)
                        .contains(Signal.SAME_RATING));
    }

    @Test
    void whoeverTurnsThingsAroundDisagrees() {
        List<Judgement> judgements = new ArrayList<>();
        for (int task = 0; task < 20; task++) {
            for (String name : NAMES) {
                boolean around = name.equals("dan") || task % 10 == NAMES.indexOf(name);
                judgements.add(judgement(task, name, output(around ? 1 : 0, 5), output(around ? 0 : 1, 4)));
            }
        }
        assertThat(of(judgements))
                .allSatisfy(quality -> assertThat(quality.signals().contains(Signal.DISAGREES))
                        .isEqualTo(quality.labeler().pseudonym().equals("dan")));
    }

    @Test
    void goldIsHeldAgainstTheThresholdFromTenPairsOn() {
        Judgement one = judgement(1, "ann", output(0, 5), output(1, 4));
        var few = new LabelerQuality.Tried(labeler("ann"), new GoldAgreement(0, 9));
        var low = new LabelerQuality.Tried(labeler("ben"), new GoldAgreement(7, 10));
        var enough = new LabelerQuality.Tried(labeler("cem"), new GoldAgreement(9, 12));
        List<LabelerQuality> qualities = LabelerQuality.of(
                List.of(one), AgreementReport.of(List.of(one), Period.DAY), List.of(few, low, enough), THRESHOLD);
        assertThat(qualities).extracting(LabelerQuality::submissions).containsExactly(1, 0, 0);
        assertThat(qualities)
                .extracting(LabelerQuality::gold)
                .containsExactly(few.agreement(), low.agreement(), enough.agreement());
        assertThat(qualities)
                .extracting(quality -> quality.signals().contains(Signal.BELOW_GOLD))
                .containsExactly(false, true, false);
        assertThat(qualities.get(1).time()).isEmpty();
    }

    /** Task 1 of three: ann and ben agree on one pair of one, cem with none of them: 2 of 3 differ. Task 2: none of one differs. */
    @Test
    void tasksAreSortedByDisagreement() {
        List<TaskDisagreement> disagreements = TaskDisagreement.of(List.of(
                judgement(2, "ann", output(0, 5), output(1, 4)),
                judgement(2, "ben", output(0, 7), output(1, 3)),
                judgement(1, "ann", output(0, 5), output(1, 4)),
                judgement(1, "ben", output(0, 5), output(1, 4)),
                judgement(1, "cem", output(0, 5), output(0, 5)),
                judgement(3, "ann", output(0, 5), output(1, 4))));
        assertThat(disagreements).hasSize(2);
        assertThat(disagreements.getFirst())
                .isEqualTo(new TaskDisagreement(Judging.task(1), 3, 1 - 1.0 / 3, (0 + 0.5 + 0.5) / 3));
        assertThat(disagreements.getLast()).isEqualTo(new TaskDisagreement(Judging.task(2), 2, 0, 1.5));
    }

    private static List<LabelerQuality> of(List<Judgement> judgements) {
        return LabelerQuality.of(judgements, AgreementReport.of(judgements, Period.DAY), List.of(), THRESHOLD);
    }

    private static Judgement timed(Judgement judgement, int millis) {
        return new Judgement(
                judgement.submission(),
                judgement.task(),
                judgement.labeler(),
                judgement.submittedAt(),
                millis,
                judgement.outputs());
    }
}
