package macaw.labeling.quality;

import static macaw.labeling.quality.Judging.judgement;
import static macaw.labeling.quality.Judging.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import macaw.labeling.forms.Answer;
import org.junit.jupiter.api.Test;

/**
 * The example of docs/labeling.md, computed by hand.
 *
 * <pre>
 * task 1   Anna  a > b > c    ratings 6 5 2    answers yes yes no
 *          Ben   a > b = c            6 5 5            yes no  no
 *          Cem   b > a > c            5 6 2            -   n/a no
 * task 2   Anna  d > e                6 5              no  -
 *          Ben   d = e                6 2              no  no
 * task 3   Anna  f > g                7 1              yes yes     nobody else: counts nowhere
 *
 * pairwise       task 1: Anna-Ben ab ac of ab ac bc, Anna-Cem ac bc, Ben-Cem ac; task 2: Anna-Ben none of de
 *                (2 + 2 + 1 + 0) / (3 + 3 + 3 + 1) = 5 / 10
 * strict         Ben ties bc and de: Anna-Ben 2 of 2, Anna-Cem 2 of 3, Ben-Cem 1 of 2 = 5 / 7
 * tau-b          Anna-Ben 2 / sqrt(3 * 2), Anna-Cem (2 - 1) / 3, Ben-Cem (1 - 1) / sqrt(2 * 3); task 2: Ben ties all, none
 *                (0.816497 + 0.333333 + 0) / 3 = 0.383277
 * alpha, ratings units a 6 6 5, b 5 5 6, c 2 5 2, d 6 6, e 5 2; 13 values: n2 = 3, n5 = 5, n6 = 5
 *                coincidences o25 = 1 + 1, o56 = 1 + 1, o26 = 0; distances d25 = (3/2 + 5/2)^2 = 16, d56 = 25, d26 = (3/2 + 5 + 5/2)^2 = 81
 *                1 - 12 (2 * 16 + 2 * 25) / (3*5*16 + 5*5*25 + 3*5*81) = 1 - 984 / 2080 = 0.526923
 * alpha, ranks   places a 1 1 .5, b .5 .25 1, c 0 .25 0, d 1 .5, e 0 .5; n0 = 3, n.25 = 2, n.5 = 4, n1 = 4
 *                o(0,.25) = 1, o(0,.5) = 1, o(.25,.5) = .5, o(.25,1) = .5, o(.5,1) = 1 + .5 + 1
 *                d = 2.5^2, 5.5^2, 3^2, 7^2, 4^2, and d(0,1) = 9.5^2
 *                observed 6.25 + 30.25 + 4.5 + 24.5 + 40 = 105.5
 *                expected 6*6.25 + 12*30.25 + 12*90.25 + 8*9 + 8*49 + 16*16 = 2203.5;  1 - 12 * 105.5 / 2203.5 = 0.425459
 * answers        units a yes yes, b yes no n/a, c no no no, d no no; e has one answer only
 *                same 1 + 0 + 3 + 1 of 1 + 3 + 3 + 1 = 5 / 8
 *                n(yes) = 3, n(no) = 6, n(n/a) = 1; observed 3 * .5, expected 18 + 3 + 6;  1 - 9 * 1.5 / 27 = 0.5
 * </pre>
 */
class AgreementExampleTest {
    private static final List<Judgement> JUDGEMENTS = List.of(
            judgement(1, "anna", output(0, 6, Answer.YES), output(1, 5, Answer.YES), output(2, 2, Answer.NO)),
            judgement(1, "ben", output(0, 6, Answer.YES), output(1, 5, Answer.NO), output(1, 5, Answer.NO)),
            judgement(1, "cem", output(1, 5), output(0, 6, Answer.NOT_APPLICABLE), output(2, 2, Answer.NO)),
            judgement(2, "anna", output(0, 6, Answer.NO), output(1, 5)),
            judgement(2, "ben", output(0, 6, Answer.NO), output(0, 2, Answer.NO)),
            judgement(3, "anna", output(0, 7, Answer.YES), output(1, 1, Answer.YES)));

    private final AgreementReport report = AgreementReport.of(JUDGEMENTS, Period.DAY);

    @Test
    void everyFigureIsTheOneComputedByHand() {
        Map<Measure, Figure> overall = report.overall();
        assertFigure(overall.get(Measure.PAIRWISE), 5.0 / 10, 2, 10);
        assertFigure(overall.get(Measure.PAIRWISE_STRICT), 5.0 / 7, 1, 7);
        assertFigure(overall.get(Measure.TAU_B), (2 / Math.sqrt(6) + 1.0 / 3) / 3, 1, 3);
        assertFigure(overall.get(Measure.ALPHA_RATINGS), 1 - 984 / 2080.0, 2, 13);
        assertFigure(overall.get(Measure.ALPHA_RANKS), 1 - 12 * 105.5 / 2203.5, 2, 13);
        QuestionAgreement answers = report.questions().get("q");
        assertFigure(answers.same(), 5.0 / 8, 2, 8);
        assertFigure(answers.alpha(), 0.5, 2, 10);
        assertThat(answers.given(Answer.YES)).isEqualTo(5);
        assertThat(answers.given(Answer.NO)).isEqualTo(7);
        assertThat(answers.given(Answer.NOT_APPLICABLE)).isOne();
    }

    @Test
    void aTaskOfOneLabelerIsCountedAsOneAndMeasuresNothing() {
        assertThat(report.comparisons()).isEqualTo(6);
        assertThat(report.tasks()).isEqualTo(3);
        assertThat(report.sharedTasks()).isEqualTo(2);
        AgreementReport alone = AgreementReport.of(JUDGEMENTS.subList(5, 6), Period.DAY);
        assertThat(alone.overall().values()).allSatisfy(AgreementExampleTest::assertNone);
        assertThat(alone.questions().get("q").same().value()).isEmpty();
        assertThat(alone.questions().get("q").alpha().value()).isEmpty();
        assertThat(alone.labelers().getFirst().figures().values()).allSatisfy(AgreementExampleTest::assertNone);
        assertThat(alone.course()).isEmpty();
        assertThat(AgreementReport.of(List.of(), Period.DAY).overall().values())
                .allSatisfy(AgreementExampleTest::assertNone);
    }

    /**
     * Cem with Anna ac bc of three, with Ben ac of three. Ratings in studies of two: with Anna 6 5, 5 6, 2 2, with Ben 6 5, 5 6, 5 2;
     * n2 = 3, n5 = 5, n6 = 4, o25 = 1, o56 = 4; 1 - 11 (16 + 4 * 4.5^2) / (15*16 + 20*4.5^2 + 12*8.5^2) = 1 - 1067 / 1512
     */
    @Test
    void aLabelerIsMeasuredAgainstTheOthersOnly() {
        AgreementReport.OfLabeler cem = report.labelers().get(2);
        assertThat(cem.labeler().pseudonym()).isEqualTo("cem");
        assertThat(cem.comparisons()).isOne();
        assertThat(cem.sharedTasks()).isOne();
        assertFigure(cem.figures().get(Measure.PAIRWISE), 3.0 / 6, 1, 6);
        assertFigure(cem.figures().get(Measure.PAIRWISE_STRICT), 3.0 / 5, 1, 5);
        assertFigure(cem.figures().get(Measure.TAU_B), (1.0 / 3 + 0) / 2, 1, 2);
        assertFigure(cem.figures().get(Measure.ALPHA_RATINGS), 1 - 1067 / 1512.0, 1, 12);
        assertThat(report.labelers().getFirst().comparisons()).isEqualTo(3);
        assertFigure(report.labelers().getFirst().figures().get(Measure.PAIRWISE), 4.0 / 7, 2, 7);
    }

    @Test
    void whereEverybodyAlwaysSaysTheSameThereIsNothingToAgreeOnAndNoAlpha() {
        AgreementReport same = AgreementReport.of(
                List.of(
                        judgement(1, "anna", output(0, 4, Answer.NO), output(0, 4, Answer.NO)),
                        judgement(1, "ben", output(0, 4, Answer.NO), output(0, 4, Answer.NO))),
                Period.DAY);
        assertFigure(same.overall().get(Measure.PAIRWISE), 1, 1, 1);
        assertThat(same.overall().get(Measure.PAIRWISE_STRICT).value()).isEmpty();
        assertThat(same.overall().get(Measure.TAU_B).value()).isEmpty();
        assertThat(same.overall().get(Measure.ALPHA_RATINGS).value()).isEmpty();
        assertThat(same.overall().get(Measure.ALPHA_RANKS).value()).isEmpty();
        assertThat(same.questions().get("q").alpha().value()).isEmpty();
        assertFigure(same.questions().get("q").same(), 1, 1, 2);
    }

    @Test
    void twoTasksAreTooFewForAnInterval() {
        assertThat(report.overall().values())
                .allSatisfy(figure -> assertThat(figure.interval()).isEmpty());
    }

    private static void assertFigure(Figure figure, double value, int tasks, long units) {
        assertThat(figure.value()).as(figure.toString()).isPresent();
        assertThat(figure.value().getAsDouble()).isCloseTo(value, within(1e-12));
        assertThat(figure.tasks()).isEqualTo(tasks);
        assertThat(figure.units()).isEqualTo(units);
    }

    private static void assertNone(Figure figure) {
        assertThat(figure.value()).isEmpty();
        assertThat(figure.interval()).isEmpty();
        assertThat(figure.units()).isZero();
    }
}
