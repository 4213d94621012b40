package macaw.labeling.quality;

import static macaw.labeling.quality.Judging.judgement;
import static macaw.labeling.quality.Judging.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import macaw.labeling.forms.Answer;
import org.junit.jupiter.api.Test;

class AgreementReportTest {
    private static final int TASKS = 60;
    private static final Map<String, String> RENAMED =
            Map.of("ann", "zoe", "ben", "yan", "cem", "abe", "dan", "kim", "eve", "bob");

    @Test
    void otherNamesOfLabelersAndAnotherOrderOfRowsChangeNoFigure() {
        for (int seed = 0; seed < 5; seed++) {
            AgreementReport report = report(Judging.random(seed, TASKS, name -> name));
            List<Judgement> others = new ArrayList<>(Judging.random(seed, TASKS, RENAMED::get));
            Collections.shuffle(others, new Random(seed));
            AgreementReport renamed = report(others);
            assertSame(renamed.overall(), report.overall());
            report.questions().forEach((question, agreement) -> {
                assertSame(renamed.questions().get(question).same(), agreement.same());
                assertSame(renamed.questions().get(question).alpha(), agreement.alpha());
            });
            for (AgreementReport.OfLabeler labeler : report.labelers()) {
                String name = RENAMED.get(labeler.labeler().pseudonym());
                assertSame(
                        renamed.labelers().stream()
                                .filter(other -> other.labeler().pseudonym().equals(name))
                                .findFirst()
                                .orElseThrow()
                                .figures(),
                        labeler.figures());
            }
        }
    }

    @Test
    void theSameJudgementsGiveTheSameIntervalsAndTheyHoldTheValue() {
        AgreementReport report = report(Judging.random(1, TASKS, name -> name));
        assertThat(report(Judging.random(1, TASKS, name -> name))).isEqualTo(report);
        assertThat(report.overall().values()).allSatisfy(figure -> {
            Interval interval = figure.interval().orElseThrow();
            assertThat(figure.value().getAsDouble()).isBetween(interval.low(), interval.high());
            assertThat(interval.high() - interval.low()).isBetween(0.01, 0.5);
        });
    }

    @Test
    void tenTasksHaveAnIntervalAndNineHaveNone() {
        assertThat(report(alike(10)).overall().get(Measure.PAIRWISE).interval()).contains(new Interval(1, 1));
        assertThat(report(alike(9)).overall().get(Measure.PAIRWISE).interval()).isEmpty();
    }

    /** One task of twenty has a yes: without it, as in a third of the resamples, everybody says no and there is no alpha. */
    @Test
    void whereManyResamplesHaveNoFigureThereIsNoInterval() {
        List<Judgement> judgements = new ArrayList<>(alike(20));
        judgements.add(judgement(20, "anna", output(0, 6, Answer.YES), output(1, 2, Answer.NO)));
        judgements.add(judgement(20, "ben", output(0, 6, Answer.YES), output(1, 2, Answer.NO)));
        QuestionAgreement answers = report(judgements).questions().get("q");
        assertThat(answers.alpha().value()).hasValue(1);
        assertThat(answers.alpha().interval()).isEmpty();
        assertThat(answers.same().interval()).isPresent();
    }

    @Test
    void aTaskBelongsToTheWeekOfItsLastJudgement() {
        List<Judgement> judgements = new ArrayList<>(alike(1));
        Judgement late = judgement(1, "cem", output(1, 2), output(0, 6));
        judgements.addAll(alike(2).subList(2, 4));
        judgements.add(new Judgement(
                late.submission(),
                late.task(),
                late.labeler(),
                Judging.NOON.plus(Duration.ofDays(7)),
                1,
                late.outputs()));
        AgreementReport report = report(judgements);
        // the fourth of March 2026 is a Wednesday
        assertThat(report.course())
                .extracting(AgreementReport.OfPeriod::from)
                .containsExactly(LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 9));
        assertThat(report.course().getFirst().figures().get(Measure.PAIRWISE).value())
                .hasValue(1);
        assertThat(report.course().getLast().figures().get(Measure.PAIRWISE).value())
                .hasValue(1.0 / 3);
        assertThat(AgreementReport.of(judgements, Period.DAY).course().getLast().from())
                .isEqualTo(LocalDate.of(2026, 3, 11));
    }

    @Test
    void twoJudgementsOfOneLabelerOrOfOtherOutputsAreAMistake() {
        Judgement anna = judgement(1, "anna", output(0, 4), output(1, 4));
        assertThatThrownBy(() -> new JudgedTask(Judging.task(1), List.of(anna, anna)))
                .isInstanceOf(IllegalArgumentException.class);
        Judgement ben = judgement(1, "ben", output(0, 4), output(1, 4), output(2, 4));
        assertThatThrownBy(() -> new JudgedTask(Judging.task(1), List.of(anna, ben)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Two labelers who say the same of two outputs in each task. */
    private static List<Judgement> alike(int tasks) {
        return IntStream.range(0, tasks)
                .boxed()
                .flatMap(task -> List.of("anna", "ben").stream()
                        .map(name -> judgement(task, name, output(0, 6, Answer.NO), output(1, 2, Answer.NO))))
                .toList();
    }

    private static AgreementReport report(List<Judgement> judgements) {
        return AgreementReport.of(judgements, Period.WEEK);
    }

    private static void assertSame(Map<Measure, Figure> actual, Map<Measure, Figure> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((measure, figure) -> assertSame(figure, expected.get(measure)));
    }

    private static void assertSame(Figure actual, Figure expected) {
        assertThat(actual.tasks()).isEqualTo(expected.tasks());
        assertThat(actual.units()).isEqualTo(expected.units());
        assertThat(actual.value().isPresent()).isEqualTo(expected.value().isPresent());
        assertThat(actual.value().orElse(0)).isCloseTo(expected.value().orElse(0), within(1e-12));
        assertThat(actual.interval().isPresent()).isEqualTo(expected.interval().isPresent());
        if (expected.interval().isPresent()) {
            assertThat(actual.interval().get().low())
                    .isCloseTo(expected.interval().get().low(), within(1e-9));
            assertThat(actual.interval().get().high())
                    .isCloseTo(expected.interval().get().high(), within(1e-9));
        }
    }
}
