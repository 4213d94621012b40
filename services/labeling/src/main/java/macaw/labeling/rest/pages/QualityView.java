package macaw.labeling.rest.pages;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.Question;
import macaw.labeling.quality.AgreementReport;
import macaw.labeling.quality.Habits;
import macaw.labeling.quality.JudgingLabeler;
import macaw.labeling.quality.LabelerQuality;
import macaw.labeling.quality.Measure;
import macaw.labeling.quality.QualityReport;
import macaw.labeling.quality.Signal;
import macaw.labeling.quality.WorkTime;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a project's quality shows.
 *
 * @param comparisons judgements that agreement rests on
 * @param tasks tasks with at least one
 * @param sharedTasks tasks with two or more
 * @param figures everybody with everybody
 * @param chart pairwise agreement over time
 * @param steps the same as a table
 * @param labelers each labeler
 * @param questions each question
 * @param oddTimes submissions that took unusually short or long
 */
public record QualityView(
        int comparisons,
        int tasks,
        int sharedTasks,
        List<Row> figures,
        CourseChart chart,
        List<Step> steps,
        List<OneLabeler> labelers,
        List<OneQuestion> questions,
        List<Odd> oddTimes) {
    private static final int MOST_ODD = 50;

    /** A measure, what it means, and its figure. */
    public record Row(String title, String meaning, String counted, FigureView figure) {}

    /** A step of the course. */
    public record Step(String from, FigureView pairwise, FigureView tau, FigureView ratings) {}

    /** A labeler's line. Texts that are null have nothing to say. */
    public record OneLabeler(
            JudgingLabeler who,
            int submissions,
            int sharedTasks,
            FigureView pairwise,
            FigureView tau,
            FigureView ratings,
            @Nullable String gold,
            long goldPairs,
            @Nullable String median,
            @Nullable String spread,
            @Nullable String first,
            @Nullable String flat,
            List<String> signals) {}

    /** A question's line. */
    public record OneQuestion(String text, long yes, long no, long notApplicable, FigureView same, FigureView alpha) {}

    /** A submission of unusual length. */
    public record Odd(String labeler, UUID task, String took, String direction) {}

    static QualityView of(QualityReport report, FormSchema form) {
        AgreementReport agreement = report.agreement();
        return new QualityView(
                agreement.comparisons(),
                agreement.tasks(),
                agreement.sharedTasks(),
                rows(agreement),
                CourseChart.of(agreement.course()),
                agreement.course().stream()
                        .map(step -> new Step(
                                step.from().toString(),
                                FigureView.share(step.figures().get(Measure.PAIRWISE)),
                                FigureView.coefficient(step.figures().get(Measure.TAU_B)),
                                FigureView.coefficient(step.figures().get(Measure.ALPHA_RATINGS))))
                        .toList(),
                labelers(report),
                questions(agreement, form),
                odd(report));
    }

    private static List<Row> rows(AgreementReport agreement) {
        var figures = agreement.overall();
        return List.of(
                new Row(
                        "Pairs in the same order",
                        "Two labelers, two outputs: the same one better, or tied by both. A tie of one only is a difference.",
                        "pairs",
                        FigureView.share(figures.get(Measure.PAIRWISE))),
                new Row(
                        "Without ties",
                        "The same among the pairs that neither labeler ties.",
                        "pairs",
                        FigureView.share(figures.get(Measure.PAIRWISE_STRICT))),
                new Row(
                        "Kendall's tau-b",
                        "Mean over two labelers' rankings of a task: 1 the same, 0 unrelated, -1 reversed.",
                        "pairs of rankings",
                        FigureView.coefficient(figures.get(Measure.TAU_B))),
                new Row(
                        "Krippendorff's alpha of ratings",
                        "Ordinal: 1 full agreement, 0 as by chance.",
                        "ratings",
                        FigureView.coefficient(figures.get(Measure.ALPHA_RATINGS))),
                new Row(
                        "Krippendorff's alpha of ranks",
                        "Ordinal, of each output's place among the outputs of its task.",
                        "places",
                        FigureView.coefficient(figures.get(Measure.ALPHA_RANKS))));
    }

    private static List<OneLabeler> labelers(QualityReport report) {
        Map<String, AgreementReport.OfLabeler> agreement = new HashMap<>();
        report.agreement().labelers().forEach(of -> agreement.put(of.labeler().pseudonym(), of));
        return report.labelers().stream()
                .map(quality -> line(quality, agreement.get(quality.labeler().pseudonym())))
                .toList();
    }

    private static OneLabeler line(LabelerQuality quality, AgreementReport.@Nullable OfLabeler with) {
        Habits habits = quality.habits();
        var gold = quality.gold().share();
        return new OneLabeler(
                quality.labeler(),
                quality.submissions(),
                with == null ? 0 : with.sharedTasks(),
                FigureView.share(with == null ? null : with.figures().get(Measure.PAIRWISE)),
                FigureView.coefficient(with == null ? null : with.figures().get(Measure.TAU_B)),
                FigureView.coefficient(with == null ? null : with.figures().get(Measure.ALPHA_RATINGS)),
                gold.isPresent() ? FigureView.percent(gold.getAsDouble()) : null,
                quality.gold().pairs(),
                quality.time().map(time -> took(time.medianMillis())).orElse(null),
                quality.time().map(QualityView::spread).orElse(null),
                habits.comparisons() == 0
                        ? null
                        : FigureView.percent(habits.firstShownShare().orElse(0)) + ", by chance "
                                + FigureView.percent(habits.firstShownChance().orElse(0)),
                habits.comparisons() == 0
                        ? null
                        : FigureView.percent(habits.flatShare().orElse(0)),
                quality.signals().stream().map(QualityView::words).toList());
    }

    private static String spread(WorkTime time) {
        return took(time.p10Millis()) + " to " + took(time.p90Millis());
    }

    private static String words(Signal signal) {
        return switch (signal) {
            case FAST -> "much faster than the others";
            case SLOW -> "much slower than the others";
            case DISAGREES -> "agrees less than the others";
            case BELOW_GOLD -> "below the threshold on gold";
            case SAME_RATING -> "nearly always the same rating";
            case STRAIGHT_LINES -> "rates all outputs alike";
            case POSITION -> "first shown ranked best unlike chance";
        };
    }

    private static List<OneQuestion> questions(AgreementReport agreement, FormSchema form) {
        List<OneQuestion> questions = new ArrayList<>();
        agreement
                .questions()
                .forEach((id, of) -> questions.add(new OneQuestion(
                        form.question(id).map(Question::text).orElse(id),
                        of.given(Answer.YES),
                        of.given(Answer.NO),
                        of.given(Answer.NOT_APPLICABLE),
                        FigureView.share(of.same()),
                        FigureView.coefficient(of.alpha()))));
        return questions;
    }

    private static List<Odd> odd(QualityReport report) {
        return report.labelers().stream()
                .flatMap(quality -> quality.oddTimes().stream()
                        .map(odd -> new Odd(
                                quality.labeler().name(),
                                odd.task(),
                                took(odd.durationMillis()),
                                odd.score() < 0 ? "short" : "long")))
                .limit(MOST_ODD)
                .toList();
    }

    /** A time as people say it. */
    static String took(long millis) {
        var time = Duration.ofMillis(millis);
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toSeconds() + " s";
    }
}
